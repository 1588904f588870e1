import { sql } from 'kysely'
import { expireRequest } from '#server/adjustments/expire-requests.ts'
import { lockAccount } from '#server/adjustments/load-request.ts'
import type { Database } from '#server/db/client.ts'
import { inWork } from '#server/work.ts'
import { changeRole } from '#test/support/change-role.ts'
import { verifyCallers } from '#test/support/verified-callers.ts'
import type { Act } from './acts.ts'
import type { Outcome } from './calling.ts'
import { giveInput } from './gifts.ts'
import {
  type Account,
  type Answer,
  approve,
  decide,
  expire,
  given,
  type Item,
  type Level,
  levels,
  refuse,
  reverse,
  withdraw,
} from './reference.ts'
import { outageId, type Person } from './world.ts'

export type Api = (token: string, procedure: string, input: unknown) => Promise<Outcome>
export type Player = Person & { level: Level }
export type Table = { api: Api; database: Database; players: Player[]; count(step: string): void }

const reasons = [
  ['goodwill', 'goodwill'],
  ['documented_loss', 'documented_loss'],
  ['top_up_per_line', 'top_up'],
  ['statutory', 'statutory'],
  ['not_received', 'entitlement'],
] as const
const allLevels = Object.keys(levels) as Level[]

/** What was sent with a key, and its first answer: sent again it must get the same, to the byte. */
type Sent = { token: string; input: ReturnType<typeof giveInput>; text: string }

/** Plays one sequence on a fresh account, at the desk and in the reference, and tells the first difference. */
export async function play(table: Table, accountId: string, acts: readonly Act[]): Promise<string | null> {
  const account: Account = []
  const sent: Sent[] = []
  await verifyCallers(
    table.database,
    table.players.map(({ staffId }) => ({ accountId, staffId })),
  )
  for (const [index, act] of acts.entries()) {
    const found = await step(table, { accountId, account, sent }, act)
    if (found) return `act ${index + 1}, ${show(act)}: ${found}`
  }
  for (const item of account) if (item.ranOut) await sweep(table, accountId, item)
  return standing(table.database, accountId, account)
}

type Game = { accountId: string; account: Account; sent: Sent[] }
const show = (act: Act) =>
  JSON.stringify(act, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]

async function step(table: Table, game: Game, act: Act): Promise<string | null> {
  const { api, players } = table
  const { account, accountId, sent } = game
  if (!('who' in act)) {
    const first = pick(sent, act.which)
    if (!first) return null
    const other = { ...first.input, note: `${first.input.note} And more.` }
    const outcome = await api(first.token, 'adjustments.give', act.act === 'again' ? first.input : other)
    table.count(act.act)
    if (act.act === 'again')
      return outcome.kind === 'ok' && outcome.text === first.text ? null : tell(outcome, 'the first answer')
    return compare(outcome, { ok: false, code: 'IDEMPOTENCY_MISMATCH' })
  }
  const player = pick(players, act.who) as Player
  if (act.act === 'give') return giveAt(table, game, player, act.amount, act.reason)
  if (act.act === 'change level') {
    player.level = pick(allLevels, act.level) as Level
    const role = player.level === 'senior' ? 'agent' : player.level
    await changeRole(table.database, player.staffId, role, player.level)
    return null
  }
  const item = aimedAt(account, act)
  if (!item) return null
  const key = { accountId, adjustmentId: item.adjustmentId }
  const was = item.ranOut && item.state === 'requested' ? 'run out' : item.state
  const judged = (answer: Answer) => table.count(`${was}: ${act.act} ${answer.ok ? 'done' : 'refused'}`)
  if (act.act === 'run out') {
    if (item.state !== 'requested') return null
    item.ranOut = true
    await sql`update adjustments set expires_at = now() - interval '1 second' where account_id = ${accountId} and adjustment_id = ${item.adjustmentId}::bigint`.execute(
      table.database.db,
    )
    return null
  }
  if (act.act === 'expire') {
    const answer = expire(item)
    judged(answer)
    const swept = was === 'run out' && (await sweptByItself(table, accountId, item))
    const done = await sweep(table, accountId, item)
    return (swept || done) === answer.ok ? null : `the desk ${done ? 'expired' : 'did not expire'} it`
  }
  /** What the reference says, and once more when the desk has meanwhile swept what ran out, as it does each minute. */
  const held = async (outcome: Outcome, says: () => Answer): Promise<string | null> => {
    const runOut = item.ranOut && item.state === 'requested'
    const answer = says()
    judged(answer)
    const differs = compare(outcome, answer)
    if (!differs || !runOut || !(await sweptByItself(table, accountId, item))) return differs
    expire(item)
    return compare(outcome, says())
  }
  if (act.act === 'approve' || act.act === 'reverse') {
    const all = act.act === 'approve' ? item.requested : (item.granted ?? item.requested)
    const wanted = act.amount === 'all' ? all : act.amount
    const most = levels[player.level].action
    const amount = act.act === 'reverse' && wanted > most ? most : wanted
    const input = { ...key, amount: amount.toString(), reason: 'Looked at it.' }
    return held(await api(player.token, `adjustments.${act.act}`, input), () =>
      act.act === 'approve' ? approve(account, item, player, amount) : reverse(item, player, amount),
    )
  }
  if (act.act === 'refuse') {
    const outcome = await api(player.token, 'adjustments.refuse', { ...key, reason: 'No evidence.' })
    return held(outcome, () => refuse(item, player))
  }
  // Only one of seven asked for it: three times of four it is that one who tries.
  const asker = players.find(({ staffId }) => staffId === item.requestedBy) ?? player
  const by = act.who % 4 > 0 ? asker : player
  return held(await api(by.token, 'adjustments.withdraw', key), () => withdraw(item, by))
}

async function sweptByItself({ database }: Table, accountId: string, item: Item): Promise<boolean> {
  if (!item.ranOut) return false
  const row = await database.db
    .selectFrom('adjustments')
    .select('state')
    .where('accountId', '=', accountId)
    .where('adjustmentId', '=', BigInt(item.adjustmentId))
    .executeTakeFirstOrThrow()
  return row.state === 'expired'
}

/** Often one that it can be done to, if there is one: by chance alone most would be decided already. */
function aimedAt(account: Account, act: Extract<Act, { which: number; who: number }>): Item | undefined {
  const fitting = account.filter(({ state, ranOut, takenBack }) => {
    if (act.act === 'reverse') return state === 'granted' && takenBack === null
    return state === 'requested' && ranOut === (act.act === 'expire')
  })
  const often = act.act === 'expire' || act.act === 'withdraw' ? act.which % 5 > 0 : act.which % 2 > 0
  return pick(often && fitting.length > 0 ? fitting : account, act.which)
}

async function giveAt(
  table: Table,
  game: Game,
  by: Player,
  amount: bigint,
  reason: number,
): Promise<string | null> {
  const { accountId, account } = game
  const [reasonCode, kind] = pick(reasons, reason) ?? reasons[0]
  const { answer, needs } = decide(account, by, amount, kind)
  const draft = await table.api(by.token, 'adjustments.openDraft', { accountId, outageId })
  if (draft.kind !== 'ok') return tell(draft, 'a draft')
  const { draftId } = draft.data as { draftId: string }
  const way = answer.ok ? (answer.way ?? 'post') : 'post'
  const input = giveInput({ accountId, draftId, amount, way, before: given(account), reasonCode })
  const outcome = await table.api(by.token, 'adjustments.give', input)
  table.count(`give: ${answer.ok ? way : answer.code}`)
  const differs = compare(outcome, answer)
  if (differs || outcome.kind !== 'ok') return differs
  for (const item of account) if (item.ranOut) expire(item)
  const { adjustmentId } = outcome.data as { adjustmentId: string }
  const granted = way === 'post' ? amount : null
  const state: Item['state'] = way === 'post' ? 'granted' : 'requested'
  const rest = { ranOut: false, takenBack: null, approvals: [], requestedBy: by.staffId }
  account.push({ adjustmentId, state, kind, requested: amount, granted, needs, ...rest })
  game.sent.push({ token: by.token, input, text: outcome.text })
  return null
}

const tell = (outcome: Outcome, expected: string) =>
  `the desk answered ${outcome.kind === 'ok' ? 'yes' : `${outcome.status} ${outcome.code}`}, the reference expects ${expected}`

function compare(outcome: Outcome, answer: Answer): string | null {
  const same = answer.ok ? outcome.kind === 'ok' : outcome.kind === 'fail' && outcome.code === answer.code
  return same ? null : tell(outcome, answer.ok ? 'yes' : answer.code)
}

const sweep = ({ database }: Table, accountId: string, { adjustmentId }: Item): Promise<boolean> =>
  inWork(database, { actor: null }, async (work) => {
    await lockAccount(work, accountId)
    return expireRequest(work, { accountId, adjustmentId: BigInt(adjustmentId) })
  })

/** What the account came to: each item's state and sums, and the balance by the ledger. */
async function standing(database: Database, accountId: string, account: Account): Promise<string | null> {
  const rows = await database.db
    .selectFrom('adjustments')
    .select(['adjustmentId', 'state', 'granted'])
    .where('accountId', '=', accountId)
    .orderBy('adjustmentId')
    .execute()
  const there = rows.map((row) => `${row.adjustmentId} ${row.state} ${row.granted ?? '-'}`).join(', ')
  const expected = account
    .map(
      (item) =>
        `${item.adjustmentId} ${item.ranOut && item.state === 'requested' ? 'expired' : item.state} ${item.granted ?? '-'}`,
    )
    .join(', ')
  if (there !== expected) return `at the end the desk has ${there}, the reference ${expected}`
  const found = await sql<{ balance: bigint }>`
    select coalesce(sum(case kind when 'post' then amount when 'post_hold' then amount when 'reverse' then -amount else 0 end), 0)::bigint as balance
    from transfers where account_id = ${accountId}`.execute(database.db)
  const balance = found.rows[0]?.balance
  return balance === given(account)
    ? null
    : `at the end the ledger gives ${balance}, the reference ${given(account)}`
}
