import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { z } from 'zod'
import { appRouter } from '#server/router.ts'
import type { Envelope } from '#shared/refusals.ts'
import { stateHash } from '#test/support/desk.ts'
import { type Bent, bendersOf } from './bend-input.ts'
import { drill } from './drill.ts'
import { inLanes } from './gifts.ts'
import { type Answer, type Ground, type Procedure, ruleGround } from './rule-ground.ts'

type Tried = { procedure: Procedure; bent: Bent; body: string }

/** Every procedure that takes an input, with good inputs bent in every way that a schema can be missed. */
export const fuzz = drill({
  name: 'I1',
  timed: true,
  what: 'every procedure with inputs of wrong types, missing and strange fields, huge, empty and naughty values',
  minutes: 6,
  reduced: { inputs: 60 },
  full: { inputs: 2000 },
  async run(stage, tier) {
    const ground = await ruleGround(stage)
    const asked = ground.procedures.filter(({ takesInput }) => takesInput)
    const bend = bendersOf(stage.chance)
    const bad: Tried[] = []
    const fitting: Tried[] = []
    for (const procedure of asked) {
      const good = await procedure.input()
      const schema = schemaOf(procedure.path)
      for (let made = 0; made < tier.inputs; made += 1) {
        const bent = bend(good)
        const body = `{"0":${bent.text}}`
        const fits = parsedBy(schema, bent.text)
        ;(fits ? fitting : bad).push({ procedure, bent, body })
      }
    }

    const figures = {
      procedures: asked.length,
      inputs: bad.length + fitting.length,
      bad: bad.length,
      servererrors: 0,
    }
    const delay = monitorEventLoopDelay({ resolution: 5 })
    const machine = idleLoop()
    stage.later(machine.end)
    const before = await stateHash(ground.database)
    delay.enable()
    await askAll(ground, bad, ({ procedure, bent }, answer) => {
      const wrong = problemOf(bent, answer)
      if (answer.status >= 500) figures.servererrors += 1
      if (wrong) stage.insist(false, `${procedure.path} with ${bent.words}: ${wrong}.`)
    })
    delay.disable()
    const idlems = await machine.stoodMs()
    const changed = differing(before, await stateHash(ground.database))
    stage.insist(changed === '', `Input that cannot be read changed something: ${changed}.`)

    // Strange values in the right form may be taken, and may change what the next one finds.
    await askAll(ground, fitting, ({ procedure, bent }, answer) => {
      if (answer.status >= 500 && answer.status !== 503) figures.servererrors += 1
      stage.insist(answer.status < 500, `${procedure.path} with ${bent.words}: answered ${answer.status}.`)
      stage.insist(
        !telling.test(answer.text),
        `${procedure.path} with ${bent.words}: its answer tells of the inside.`,
      )
    })
    const loopms = Math.round(delay.max / 1e6)
    stage.insist(loopms <= 200 + idlems, `The desk's loop stood for ${loopms} ms.`)
    return { ...figures, loopms, idlems }
  },
})

/** How long a loop with nothing to do stood meanwhile: what the machine was busy with besides. */
function idleLoop() {
  const code = `const { parentPort } = require('node:worker_threads')
    const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    parentPort.on('message', () => parentPort.postMessage(Math.round(delay.max / 1e6)))`
  const worker = new Worker(code, { eval: true })
  return {
    end: () => worker.terminate(),
    stoodMs: () =>
      new Promise<number>((resolve) => {
        worker.once('message', resolve)
        worker.postMessage('now')
      }),
  }
}

const telling = /node_modules|\.ts:\d|\bat \S+ \(|relation "|syntax error|select .* from |insert into /i

function problemOf({ echo, field }: Bent, { status, text }: Answer): string | null {
  if (status !== 400 && status !== 413) return `answered ${status}, ${text.slice(0, 120)}`
  if (Buffer.byteLength(text) > 2048) return `the error is ${Buffer.byteLength(text)} bytes long`
  if (telling.test(text)) return 'its error tells of the inside'
  if (echo !== null && text.includes(JSON.stringify(echo).slice(1, -1)))
    return 'its error repeats what was typed'
  const envelope = (JSON.parse(text) as { error?: { data?: { envelope?: Envelope } } }[])[0]?.error?.data
    ?.envelope
  const named = envelope?.fields?.some(
    ({ path }) => field !== '' && (path.startsWith(field) || field.startsWith(path)),
  )
  // Over the whole size it is refused before it is read.
  return field === '' || named || status === 413 ? null : `its error does not name ${field}`
}

async function askAll(ground: Ground, tried: readonly Tried[], hear: (tried: Tried, answer: Answer) => void) {
  const tokens = new Map<string, string>()
  await inLanes(8, tried, async (one) => {
    const { path, token } = one.procedure
    const known = tokens.get(path) ?? (await token())
    tokens.set(path, known)
    const answer = await ground.raw({ path: `/trpc/${path}?batch=1`, body: one.body, token: known })
    // Signing out, or having one's role changed, is a thing that a fitting input does.
    if (answer.status === 401) tokens.delete(path)
    hear(one, answer)
  })
}

function schemaOf(path: string): z.ZodType {
  const { _def } =
    (appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>)[path] ?? {}
  const schema = _def?.inputs[0]
  if (!schema) throw new Error(`${path} has no schema.`)
  return schema
}

function parsedBy(schema: z.ZodType, text: string): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

const differing = (before: string, after: string): string =>
  after
    .split('\n')
    .filter((line) => !before.includes(line))
    .map((line) => line.split(':')[0])
    .join(', ')
