import type { Lane } from './load.ts'

/** A request as the desk's own page sends it: tRPC in a batch of one, packed answers welcome. */
export const pathOf = (procedure: string): string => `/trpc/${procedure}?batch=1`
export const bodyOf = (input: unknown): string => JSON.stringify({ 0: input })

export function headersOf(origin: string, token: string): Lane['headers'] {
  return {
    'content-type': 'application/json',
    'x-makeright': '1',
    origin,
    cookie: `makeright=${token}`,
    'accept-encoding': 'gzip, deflate, br',
  }
}

export async function ask(
  origin: string,
  token: string,
  procedure: string,
  input: unknown,
): Promise<unknown> {
  const answer = await fetch(`${origin}${pathOf(procedure)}`, {
    method: 'POST',
    headers: headersOf(origin, token),
    body: bodyOf(input),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${procedure} answered ${answer.status}: ${text.slice(0, 300)}`)
  const [first] = JSON.parse(text) as { result: { data: unknown } }[]
  return first?.result.data
}
