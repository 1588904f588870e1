import { sql } from 'kysely'
import type { z } from 'zod'
import { appRouter } from '#server/router.ts'
import { drill } from './drill.ts'
import { type Answer, type Ground, type Procedure, ruleGround } from './rule-ground.ts'
import type { Stage } from './stage.ts'

/** No word of this may leave: it is planted where answers are read from, in fields that no answer declares. */
const planted = 'planted-9317'
const fullPhone = /\+1\d{10}|\(\d{3}\) \d{3}-\d{4}/
const fullEmail = /[\w.]+@example\.com/

/** Real answers of every procedure held against what is declared, without the desk's own parser; then a field too many. */
export const declaredFields = drill({
  name: 'Z4',
  what: 'every field of every answer held against its declaration; undeclared fields planted in the database; what is masked',
  minutes: 1,
  reduced: {},
  full: {},
  async run(stage) {
    const ground = await ruleGround(stage)
    const figures = { answers: 0, fields: 0, undeclared: 0, planted: 0, leaked: 0, masked: 0, reveals: 0 }
    for (const procedure of ground.procedures) {
      const input = await procedure.input()
      const answer = await ground.ask({ token: await procedure.token(), path: procedure.path, input })
      stage.insist(answer.code === 'ok', `${procedure.path} was not answered: ${answer.text.slice(0, 200)}`)
      const extra = undeclared(schemaOf(procedure), dataOf(answer), procedure.path)
      figures.answers += 1
      figures.fields += fieldsIn(dataOf(answer))
      figures.undeclared += extra.length
      stage.insist(
        extra.length === 0,
        `${procedure.path} answered fields that it does not declare: ${extra.join(', ')}.`,
      )
    }
    stage.insist(
      undeclared(schemaOf(ground.procedures[0] as Procedure), { [planted]: 1 }, 'control').length === 1,
      'The walker does not see a field too many.',
    )
    await plant(stage, ground, figures)
    await masked(stage, ground, figures)
    return figures
  },
})

type Figures = Record<'planted' | 'leaked' | 'masked' | 'reveals', number>

const schemaOf = ({ path }: Procedure): z.core.$ZodType => {
  const all = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { output: { schema: z.core.$ZodType } } }
  >
  return (all[path] as (typeof all)[string])._def.output.schema
}
function dataOf({ text }: Answer): unknown {
  const [first] = JSON.parse(text) as { result?: { data?: unknown } }[]
  return first?.result?.data
}
const fieldsIn = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce<number>((sum, each) => sum + 1 + fieldsIn(each), 0)

type Def = {
  type: string
  shape?: Record<string, z.core.$ZodType>
  element?: z.core.$ZodType
  innerType?: z.core.$ZodType
  valueType?: z.core.$ZodType
  options?: z.core.$ZodType[]
  getter?: () => z.core.$ZodType
}

/** The paths of what an answer holds and its schema does not name. A walk of its own: the parser is what is looked at. */
function undeclared(schema: z.core.$ZodType, value: unknown, path: string): string[] {
  const def = schema._zod.def as unknown as Def
  if (value === null || value === undefined || typeof value !== 'object')
    return ['object', 'array'].includes(def.type) && value !== undefined
      ? [`${path} (not an ${def.type})`]
      : []
  if (def.getter) return undeclared(def.getter(), value, path)
  if (def.innerType) return undeclared(def.innerType, value, path)
  if (def.options) {
    const each = def.options.map((option) => undeclared(option, value, path))
    return each.toSorted((a, b) => a.length - b.length)[0] ?? []
  }
  if (def.element)
    return (value as unknown[]).flatMap((item, at) =>
      undeclared(def.element as z.core.$ZodType, item, `${path}.${at}`),
    )
  if (def.type === 'record')
    return Object.entries(value).flatMap(([key, item]) =>
      undeclared(def.valueType as z.core.$ZodType, item, `${path}.${key}`),
    )
  if (!def.shape) return [`${path} (${def.type})`]
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = def.shape?.[key]
    return inner ? undeclared(inner, item, `${path}.${key}`) : [`${path}.${key}`]
  })
}

/** Answers that come from the database as they lie there: with a field too many they fail, and say nothing of it. */
async function plant(stage: Stage, ground: Ground, figures: Figures): Promise<void> {
  const of = (path: string) => ground.procedures.find((each) => each.path === path) as Procedure
  const give = of('adjustments.give')
  const input = await give.input()
  const ask = async () => ground.ask({ token: await give.token(), path: give.path, input })
  stage.insist((await ask()).code === 'ok', 'A credit could not be given.')
  const simulations = of('credits.simulations')
  const key = (await simulations.input()) as { programmeId: string; version: number }
  const looks = async () =>
    ground.ask({ token: await simulations.token(), path: simulations.path, input: key })
  const tries = [
    {
      words: 'the stored answer of a key',
      put: sql`update drafts set answer = answer || jsonb_build_object('secret', ${planted}::text) where answer is not null`,
      ask,
    },
    {
      words: 'the stored result of a simulation',
      put: sql`insert into simulations (programme_id, version, revision, outage_id, document_hash, state, started_by, ended_at, result)
        select ${key.programmeId}, ${key.version}, 1, (select min(outage_id) from outages), '', 'finished', (select min(staff_id) from staff), now(),
          jsonb_build_object('holderName', ${planted}::text)`,
      ask: looks,
    },
  ]
  for (const { words, put, ask: again } of tries) {
    await put.execute(ground.database.db)
    figures.planted += 1
    const answer = await again()
    const told = answer.text.includes(planted)
    if (told) figures.leaked += 1
    stage.insist(!told, `An undeclared field left: ${words}.`)
    stage.insist(answer.status === 500, `An undeclared field in ${words} was answered ${answer.status}.`)
    stage.insist(!ground.log().includes(planted), `The log repeats what an undeclared field held: ${words}.`)
  }
  stage.insist(
    figures.leaked > 0 || ground.log().includes('unrecognized_keys'),
    'The log does not say which field was not declared.',
  )
}

/** Lists show phones and addresses masked; in full they come one at a time, with a reason, and leave an event. */
async function masked(stage: Stage, ground: Ground, figures: Figures): Promise<void> {
  for (const { path, as, input } of ground.procedures.filter(({ type }) => type === 'query')) {
    if (['adjustments.accountPage', 'adjustments.requestPage'].includes(path)) continue
    const answer = await ground.ask({ token: await ground.token(as), path, input: await input() })
    const open = fullPhone.exec(answer.text)?.[0] ?? fullEmail.exec(answer.text)?.[0]
    figures.masked += 1
    stage.insist(open === undefined, `${path} shows a phone or an e-mail in full.`)
  }
  const reveal = ground.procedures.find(({ path }) => path === 'contacts.reveal')
  if (!reveal) return stage.insist(false, 'There is no procedure that reveals what is masked.')
  const input = (await reveal.input()) as { accountId: string; reason: string }
  const token = await reveal.token()
  const { reason: _left, ...without } = input
  const refused = await ground.ask({ token, path: reveal.path, input: without })
  stage.insist(refused.code === 'BAD_REQUEST', `Something was revealed without a reason: ${refused.code}.`)
  const shown = await ground.ask({ token, path: reveal.path, input })
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from account_events
    where account_id = ${input.accountId} and action = 'reveal' and outcome = 'done' and reason = ${input.reason}`.execute(
    ground.database.db,
  )
  figures.reveals += 1
  stage.insist(
    shown.code === 'ok' && rows[0]?.count === 1,
    'A reveal did not leave its event with its reason.',
  )
}
