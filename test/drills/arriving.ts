import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Arrival, ArrivalJob, Heard } from './arrivals.ts'

const mostSockets = 900
const job = await new Promise<ArrivalJob>((resolve) =>
  process.once('message', (sent) => resolve(sent as ArrivalJob)),
)
const { origin, arrivals, seconds, how } = job
const { hostname, port, host } = new URL(origin)
const headEnd = Buffer.from('\r\n\r\n')

type Line = { socket: Socket; hear: ((answer: Omit<Heard, 'ms' | 'money'>) => void) | null }
const idle: Line[] = []
let open = 0

/** A connection that is kept, and reads of an answer only what is asked: node's own client costs more than a desk's refusal. */
function newLine(): Line {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const line: Line = { socket, hear: null }
  let got: Buffer = Buffer.alloc(0)
  let body = -1
  let answer = { status: 0, retryAfter: false }
  let last = false
  open += 1
  const ended = () => {
    if (!socket.destroyed) socket.destroy()
    const at = idle.indexOf(line)
    if (at >= 0) idle.splice(at, 1)
    line.hear?.({ status: 0, retryAfter: false })
    line.hear = null
  }
  socket.on('error', ended)
  socket.on('close', () => {
    open -= 1
    ended()
  })
  socket.on('data', (bytes) => {
    got = got.length === 0 ? bytes : Buffer.concat([got, bytes])
    if (body < 0) {
      const end = got.indexOf(headEnd)
      if (end < 0) return
      const head = got.toString('latin1', 0, end).toLowerCase()
      answer = { status: Number(head.slice(9, 12)), retryAfter: head.includes('\r\nretry-after: ') }
      last = head.includes('\r\nconnection: close')
      body = end + 4 + Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
    }
    if (got.length < body) return
    got = Buffer.alloc(0)
    body = -1
    const { hear } = line
    line.hear = null
    if (last) socket.destroy()
    else idle.push(line)
    hear?.(answer)
  })
  return line
}

function ask({ procedure, token, body, money }: Arrival): Promise<Heard> {
  const began = performance.now()
  const line = idle.pop() ?? (open < mostSockets ? newLine() : null)
  if (!line) return Promise.resolve({ money, status: 0, ms: 0, retryAfter: false })
  return new Promise((resolve) => {
    line.hear = (answer) => resolve({ ...answer, money, ms: performance.now() - began })
    line.socket.write(
      `POST /trpc/${procedure}?batch=1 HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\ncontent-type: application/json\r\n` +
        `x-makeright: 1\r\ncookie: makeright=${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
}

/** The first second is not told: a process that has just been started hears late what it was told in time. */
async function asTheyCome(perSecond: number): Promise<Heard[]> {
  const all: Promise<Heard>[] = []
  const began = performance.now()
  for (;;) {
    const passed = (performance.now() - began) / 1000
    if (passed >= seconds + 1 || all.length >= arrivals.length)
      return (await Promise.all(all)).slice(Math.ceil(perSecond))
    while (all.length < Math.min(arrivals.length, passed * perSecond))
      all.push(ask(arrivals[all.length] as Arrival))
    await pause(1)
  }
}

async function oneAfterTheOther(askers: number): Promise<Heard[]> {
  const heard: Heard[] = []
  const ends = performance.now() + seconds * 1000
  let next = 0
  const walk = async () => {
    while (performance.now() < ends && next < arrivals.length) {
      const arrival = arrivals[next] as Arrival
      next += 1
      heard.push(await ask(arrival))
    }
  }
  await Promise.all(Array.from({ length: askers }, walk))
  return heard
}

process.once('disconnect', () => process.exit(0))
process.send?.(await ('askers' in how ? oneAfterTheOther(how.askers) : asTheyCome(how.perSecond)))
