import { Agent, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** One connection's work: it asks again as soon as it has its answer. */
export type Lane = { headers: Record<string, string>; bodies: string[] }
export type LoadJob = {
  url: string
  lanes: Lane[]
  seconds: number
  /** Each body is sent once and then the lane rests; else they are sent round and round. */
  once: boolean
  /** What a good answer holds besides its 200. */
  expects: string
}
export type LoadResult = {
  requests: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  failures: number
  firstFailure: string | null
  /** How many of its bodies each lane sent. */
  sent: number[]
}

/** A process of its own, so that asking costs the asked one nothing but the machine's time. */
process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.once('disconnect', () => process.exit(0))

async function run(job: LoadJob): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.lanes.length })
  const url = new URL(job.url)
  const times: number[] = []
  const sent = job.lanes.map(() => 0)
  // Unpacking every packed answer would slow the asking: each lane looks into its first.
  const looked = new Set<Lane['headers']>()
  let failures = 0
  let firstFailure: string | null = null
  const began = performance.now()
  const ends = began + job.seconds * 1000

  async function walk({ headers, bodies }: Lane, at: number): Promise<void> {
    // Lanes begin at different places, or they would ask for the same rows in step.
    let next = job.once ? 0 : Math.floor((at * bodies.length) / job.lanes.length)
    while (performance.now() < ends) {
      const body = bodies[job.once ? next : next % bodies.length]
      if (body === undefined) return
      next += 1
      sent[at] = (sent[at] ?? 0) + 1
      const asked = performance.now()
      const answer = await ask(agent, url, headers, body)
      times.push(performance.now() - asked)
      if (answer.status === 200 && answer.encoding !== undefined && looked.has(headers)) continue
      looked.add(headers)
      const text = plain(answer)
      if (answer.status === 200 && text.includes(job.expects)) continue
      failures += 1
      firstFailure ??= `${answer.status} ${text.slice(0, 300)}`
    }
  }
  await Promise.all(job.lanes.map(walk))
  const seconds = (performance.now() - began) / 1000
  agent.destroy()
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    requests: times.length,
    perSecond: times.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failures,
    firstFailure,
    sent,
  }
}

type Answer = { status: number; encoding: string | undefined; bytes: Buffer }

function ask(agent: Agent, url: URL, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body)
    const options = { agent, method: 'POST', headers: { ...headers, 'content-length': length } }
    const outgoing = request(url, options, (incoming) => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part))
      incoming.on('end', () => {
        const encoding = incoming.headers['content-encoding']
        resolve({ status: incoming.statusCode ?? 0, encoding, bytes: Buffer.concat(parts) })
      })
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function plain({ encoding, bytes }: Answer): string {
  if (encoding === 'br') return brotliDecompressSync(bytes).toString()
  if (encoding === 'gzip') return gunzipSync(bytes).toString()
  return bytes.toString()
}
