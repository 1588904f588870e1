import type { Envelope } from '#shared/refusals.ts'

/** Asks for the file by POST, so that the filter stays out of addresses, and hands it to the browser to save. */
export async function downloadFile(name: 'journal' | 'access-review', asked: object): Promise<void> {
  const answer = await fetch(`/exports/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-makeright': '1' },
    body: JSON.stringify(asked),
  })
  if (!answer.ok) throw new Error(await whyNot(answer))
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.csv`
  link.click()
  URL.revokeObjectURL(url)
}

async function whyNot(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => null)) as {
    error?: { data?: { envelope?: Envelope } }
  } | null
  return body?.error?.data?.envelope?.message ?? 'The file could not be made. Try again.'
}
