import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { stripeCount, stripeOf } from '#server/ledger/budgets.ts'
import { ask, headersOf, pathOf } from './asking.ts'
import { byTurns, type Figure } from './figures.ts'
import type { LoadResult } from './load.ts'
import { runPgbench, scriptOf } from './pgbench.ts'
import { draftIdOf, makeDrafts, postingsOf } from './postings.ts'
import type { Statement } from './record.ts'
import { firstAgent, type Stage } from './stage.ts'

const clients = 16
const rounds = 5
const seconds = 6

/** Posting within the limits by sixteen people at once, each on an account of its own, against pgbench with the desk's own statements. */
export async function postings(stage: Stage): Promise<Figure[]> {
  const agents = stage.agents.slice(0, clients)
  // Of the accounts, a part is pgbench's and a part is ours; nobody is given twice for one cause.
  const perClient = Math.min(1000, Math.floor((stage.accounts * 0.6) / clients / (rounds + 1)))
  const theirs = perClient * clients * (rounds + 1)
  const all = Math.min(stage.accounts, theirs + 80_000)
  await makeDrafts(stage.database, agents, 0, all)
  const lanes = await postingsOf(stage.database, agents, theirs, all)
  await sql`analyze drafts`.execute(stage.database.db)

  const script = await writeScript(stage, lanes)
  let begun = 0
  const floor = async () => {
    const rate = await runPgbench({
      bin: stage.pgbench,
      url: stage.url,
      script,
      clients,
      perClient,
      variables: { n: String(begun - 1) },
    })
    begun += perClient
    return { perSecond: rate, p95: Number.NaN }
  }
  const ours = async () => {
    const bodies = lanes.map((lane) => lane.slice(0, seconds * 150))
    const result: LoadResult = await stage.load.run({
      url: `${stage.desk.origin}${pathOf('adjustments.give')}`,
      lanes: agents.map(({ token }, index) => ({
        headers: headersOf(stage.desk.origin, token),
        bodies: bodies[index] ?? [],
      })),
      seconds,
      once: true,
      expects: '"way":"post"',
    })
    // What was not sent stays for the next round.
    for (const [index, lane] of lanes.entries()) lane.splice(0, result.sent[index] ?? 0)
    return result
  }
  await floor()
  // A desk is compiled while it works: it reaches its pace after some five thousand postings, and keeps it all day.
  for (let warm = 0; warm < 3; warm += 1) await ours()
  const results = await byTurns<{ perSecond: number; p95: number }>(rounds, floor, ours)
  const rate = results.of((result) => result.perSecond)
  const p95 = results.of((result) => result.p95)
  return [
    {
      work: 'post a credit',
      unit: 'postings/s',
      ...rate,
      reach: '≥ 300 and ratio ≥ 0.15',
      reached: rate.ours >= 300 && rate.ratio >= 0.15,
      aim: '≥ 0.3',
      aimed: rate.ratio >= 0.3,
    },
    {
      work: 'post a credit',
      unit: 'p95 ms',
      ours: p95.ours,
      floor: null,
      ratio: null,
      reach: '≤ 80 ms',
      reached: p95.ours <= 80,
      aim: '',
      aimed: null,
    },
  ]
}

/** Posts once through an overheard desk and writes down its transaction, from BEGIN to COMMIT, for pgbench to repeat. */
async function writeScript(stage: Stage, lanes: string[][]): Promise<string> {
  // A stripe with a number that no other value of the statements has.
  const at = lanes[0]?.findIndex((body) => stripeOf(inputOf(body).accountId) > 20) ?? -1
  const [body] = lanes[0]?.splice(at, 1) ?? []
  if (!body) throw new Error('There are too few accounts to post to.')
  const input = inputOf(body)
  const { token, staffId } = firstAgent(stage)
  const sent = await stage.recorder.during(() => ask(stage.recorder.origin, token, 'adjustments.give', input))
  const words = (statement: Statement) => statement.text.trim().toLowerCase()
  const transaction = sent.slice(
    sent.findIndex((each) => words(each).startsWith('begin')),
    sent.findIndex((each) => words(each) === 'commit') + 1,
  )
  if (transaction.length < 3) throw new Error('A posting sent no transaction.')
  stage.say(`A posting sends ${sent.length} statements, ${transaction.length} of them in its transaction`)
  const script = join(stage.scratch, 'posting.sql')
  const varying = [
    { value: input.accountId, as: '(:account)::text' },
    {
      value: draftIdOf(input.accountId),
      as: "('00000000-0000-4000-8000-' || lpad((:account)::text, 12, '0'))::uuid",
    },
    { value: staffId, as: '(:staff)::bigint' },
    { value: stripeOf(input.accountId), as: '(:stripe)::int' },
  ]
  // Each client walks numbers of its own: n goes on from run to run of the script.
  const set = [
    'n :n + 1',
    `account 401000000 + :n * ${clients} + :client_id`,
    `staff ${staffId} + mod(:account, ${clients})`,
    `stripe mod(:account, ${stripeCount})`,
  ]
  writeFileSync(script, scriptOf(transaction, varying, set), { mode: 0o600 })
  return script
}

const inputOf = (body: string): { accountId: string } => (JSON.parse(body) as { 0: { accountId: string } })[0]
