import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '#shared/refusals.ts'

/** What a client knows after one try. `unknown` is nothing to be believed: the same request is sent again. */
export type Outcome =
  | { kind: 'ok'; status: 200; text: string; data: unknown }
  | { kind: 'fail'; status: number; text: string; code: string; envelope: Envelope | null }
  | { kind: 'unknown'; status: number; code: string; words: string; saved: boolean | null; after: number }

export type Asked = { token: string; procedure: string; input: unknown }

// Nobody queues on this side: what a client waits for is the desk.
const agent = new Agent({ keepAlive: true, maxSockets: 900, keepAliveMsecs: 10_000 })
const longest = 20_000

/** One request, as the desk's own page sends it: tRPC in a batch of one. */
export async function call(origin: string, { token, procedure, input }: Asked): Promise<Outcome> {
  const answer = await post(origin, `/trpc/${procedure}?batch=1`, token, JSON.stringify({ 0: input }))
  if (!answer) return { kind: 'unknown', status: 0, code: 'CUT', words: '', saved: null, after: 0 }
  const { status, text } = answer
  const [first] = parsed(text)
  if (status === 200 && first?.result) return { kind: 'ok', status, text, data: first.result.data }
  const envelope = first?.error?.data?.envelope ?? null
  const code = envelope?.code ?? `HTTP ${status}`
  const retry = envelope?.retry ?? 'never'
  if (retry === 'never' || ['SESSION_EXPIRED', 'STEP_UP_NEEDED', 'INTERNAL'].includes(code))
    return { kind: 'fail', status, text, code, envelope }
  const after = retry.startsWith('after:') ? Number(retry.slice(6)) * 1000 : 100
  const words = envelope?.message ?? ''
  return { kind: 'unknown', status, code, words, saved: envelope?.saved ?? null, after }
}

export type Insisted = {
  outcome: Exclude<Outcome, { kind: 'unknown' }>
  /** What was answered before the definite answer came. */
  before: Extract<Outcome, { kind: 'unknown' }>[]
}

/** Sends the same request again, wherever a desk is, until the answer is definite: what a browser does with a key. */
export async function insist(
  origin: () => string,
  asked: Asked,
  tell: (unknown: Insisted['before'][number]) => void = () => {},
): Promise<Insisted> {
  const before: Insisted['before'] = []
  const within = 120_000
  const limit = Date.now() + within
  for (;;) {
    const outcome = await call(origin(), asked)
    if (outcome.kind !== 'unknown') return { outcome, before }
    before.push(outcome)
    tell(outcome)
    if (Date.now() > limit)
      throw new Error(
        `${asked.procedure} had no definite answer within ${within / 1000} s, but ${before.length}: ${countsOf(before)}`,
      )
    // A real client waits as long as it is told; a drill asks sooner, which is harder on the desk.
    await pause(Math.min(outcome.after, 50 + 25 * before.length))
  }
}

function countsOf(answers: Insisted['before']): string {
  const counts = new Map<string, number>()
  for (const { code, status, words } of answers) {
    const said = `${status} ${code}${words ? ` (${words})` : ''}`
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  return [...counts].map(([said, count]) => `${count} x ${said}`).join('; ')
}

export type Health = { status: number; ms: number; text: string }

export async function healthOf(origin: string, path: '/live' | '/ready'): Promise<Health> {
  const began = performance.now()
  const answer = await send(origin, path, 'GET', {}, '')
  return { status: answer?.status ?? 0, ms: performance.now() - began, text: answer?.text ?? '' }
}

type Parsed = { result?: { data: unknown }; error?: { data?: { envelope?: Envelope } } }

function parsed(text: string): Parsed[] {
  try {
    const all: unknown = JSON.parse(text)
    return Array.isArray(all) ? (all as Parsed[]) : [all as Parsed]
  } catch {
    return []
  }
}

const post = (origin: string, path: string, token: string, body: string) =>
  send(
    origin,
    path,
    'POST',
    { 'content-type': 'application/json', 'x-makeright': '1', origin, cookie: `makeright=${token}` },
    body,
  )

type Answer = { status: number; text: string; headers: NodeJS.Dict<string | string[]> }

/** The whole answer, or null when the connection ended before it was complete. */
export function send(
  origin: string,
  path: string,
  method: 'GET' | 'POST',
  headers: Record<string, string>,
  body: string,
): Promise<Answer | null> {
  return new Promise((resolve) => {
    const length = body ? { 'content-length': Buffer.byteLength(body) } : {}
    const outgoing = request(
      `${origin}${path}`,
      { agent, method, headers: { ...headers, ...length } },
      (incoming) => {
        const parts: Buffer[] = []
        incoming.on('data', (part: Buffer) => parts.push(part))
        incoming.on('end', () =>
          resolve(
            incoming.complete
              ? {
                  status: incoming.statusCode ?? 0,
                  text: Buffer.concat(parts).toString(),
                  headers: incoming.headers,
                }
              : null,
          ),
        )
        incoming.on('error', () => resolve(null))
      },
    )
    outgoing.setTimeout(longest, () => outgoing.destroy())
    outgoing.on('error', () => resolve(null))
    outgoing.end(body)
  })
}
