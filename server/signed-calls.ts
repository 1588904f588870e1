import { createHmac, timingSafeEqual } from 'node:crypto'

/** A system of the carrier's that the desk calls and hears from. The first secret signs, any of them is believed. */
export type Partner = {
  url: URL
  /** Read anew when their file changes (server/key-files.ts). */
  readonly secrets: readonly [string, ...string[]]
  /** Where they stand, for the command that changes them. */
  secretFile?: string
}

export type Reply =
  | { answered: true; status: number; body: unknown; retryAfterSeconds: number | null }
  /** Nobody knows whether it arrived. */
  | { answered: false; because: string }

const timestampHeader = 'x-makeright-timestamp'
const signatureHeader = 'x-makeright-signature'
/** Seconds that a signature is good for, either way: clocks differ, and a captured request must not live long. */
export const signatureLastsSeconds = 300
const largestAnswer = 64 * 1024

const signatureOf = (secret: string, timestamp: string, text: string | Buffer): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(text).digest()

/** Time and text are signed together: neither an old request nor an altered one passes. */
export function signedHeaders(
  { secrets }: Pick<Partner, 'secrets'>,
  text: string,
  nowMs: number,
): Record<string, string> {
  const timestamp = Math.floor(nowMs / 1000).toString()
  return {
    [timestampHeader]: timestamp,
    [signatureHeader]: `v1=${signatureOf(secrets[0], timestamp, text).toString('hex')}`,
  }
}

/** Whether the raw body was signed with a secret of ours, not long ago. Compared in constant time. */
export function isSigned(
  { secrets }: Pick<Partner, 'secrets'>,
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
  nowMs: number,
): boolean {
  const timestamp = headers[timestampHeader]
  const signature = headers[signatureHeader]
  if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return false
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > signatureLastsSeconds) return false
  const hex = typeof signature === 'string' ? /^v1=([0-9a-f]{64})$/.exec(signature)?.[1] : undefined
  if (!hex) return false
  const given = Buffer.from(hex, 'hex')
  // Each secret is compared, so that the time says nothing of which one it was.
  return secrets.map((secret) => timingSafeEqual(signatureOf(secret, timestamp, body), given)).includes(true)
}

type Call = {
  path: string
  method: 'GET' | 'POST'
  body?: string
  headers?: Record<string, string>
  timeoutMs: number
}

/** One signed request. It follows no redirect, waits only so long, and reads only so much. A GET signs its path and query. */
export async function callPartner(
  partner: Partner,
  { path, method, body, headers, timeoutMs }: Call,
): Promise<Reply> {
  const url = new URL(`${partner.url.href.replace(/\/$/, '')}${path}`)
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...signedHeaders(partner, body ?? `${url.pathname}${url.search}`, Date.now()),
      },
      ...(body === undefined ? {} : { body }),
    })
    return {
      answered: true,
      status: response.status,
      body: await jsonOf(response),
      retryAfterSeconds: secondsOf(response.headers.get('retry-after')),
    }
  } catch (error) {
    // The address and the body stay out of it: this is stored and logged.
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { answered: false, because: late ? `No answer within ${timeoutMs} ms.` : 'No connection.' }
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > largestAnswer) {
      await response.body?.cancel().catch(() => {})
      return null
    }
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch {
    return null
  }
}

/** Retry-After as seconds or as a date; never more than an hour, whatever it says. */
function secondsOf(header: string | null): number | null {
  if (header === null) return null
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? null : Math.min(3_600, Math.max(0, seconds))
}
