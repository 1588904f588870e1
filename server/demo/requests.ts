import { sql } from 'kysely'
import { decideGive } from '#shared/adjustments/decide.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { openDraft } from '../adjustments/drafts.ts'
import { giveAdjustment } from '../adjustments/give-adjustment.ts'
import { loadAccount } from '../adjustments/load-account.ts'
import { giveFactsOf } from '../adjustments/standing.ts'
import { callBack } from '../contacts/call-back.ts'
import { confirmCallBack } from '../contacts/confirm-call-back.ts'
import { wrapUp } from '../contacts/wrap-up.ts'
import type { Database } from '../db/client.ts'
import { actorNamed } from '../staff/actor-named.ts'
import { inWork } from '../work.ts'
import { demoOutageId } from './world.ts'

/** What two agents gave and asked for on the desk's first morning; the offer itself where no amount is named. */
const asks: {
  by: string
  type: string
  lines: number
  minor: bigint | null
  reason: string
  note: string
}[] = [
  { by: 'alex', type: 'consumer', lines: 4, minor: null, reason: 'top_up_per_line', note: '' },
  { by: 'sam', type: 'consumer', lines: 6, minor: null, reason: 'top_up_per_line', note: '' },
  {
    by: 'alex',
    type: 'consumer',
    lines: 1,
    minor: 500n,
    reason: 'goodwill',
    note: 'Second call about the same outage, was cut off before.',
  },
  {
    by: 'alex',
    type: 'consumer',
    lines: 5,
    minor: 4000n,
    reason: 'goodwill',
    note: 'Five phones, one of them her mother’s. Could not reach her for ten hours.',
  },
  {
    by: 'sam',
    type: 'small_business',
    lines: 4,
    minor: 6250n,
    reason: 'documented_loss',
    note: 'Card terminal down through lunch; sent the till report for the day.',
  },
  {
    by: 'alex',
    type: 'consumer',
    lines: 2,
    minor: 2500n,
    reason: 'goodwill',
    note: 'Missed a telehealth appointment and paid the no-show fee.',
  },
  {
    by: 'sam',
    type: 'business',
    lines: 5,
    minor: 9000n,
    reason: 'documented_loss',
    note: 'Dispatch phones down, drivers sent home. Account team asked us to settle it.',
  },
  { by: 'alex', type: 'consumer', lines: 3, minor: 1840n, reason: 'top_up_per_line', note: '' },
]

/** Made by the same commands an agent's clicks call, on the first account of each kind that fits. */
export async function askForDemoCredits(database: Database): Promise<void> {
  for (const [index, ask] of asks.entries()) {
    const actor = await actorNamed(database.db, ask.by)
    const found = await sql<{ accountId: string }>`
      select a.account_id from accounts a
      where a.type = ${ask.type} and a.status = 'active'
        and (select count(*) from line_impacts i where i.account_id = a.account_id and i.seconds_lost > 7200) >= ${Math.ceil(ask.lines / 2)}
        and (select count(*) from lines l where l.account_id = a.account_id) = ${ask.lines}
      order by a.account_id offset ${index} limit 1`.execute(database.db)
    const accountId = found.rows[0]?.accountId
    if (accountId) await give(database, actor, accountId, ask)
  }
}

async function give(
  database: Database,
  actor: Actor,
  accountId: string,
  ask: (typeof asks)[number],
): Promise<void> {
  await inWork(database, { actor }, async (work) => {
    const draft = await openDraft(work, { accountId, outageId: demoOutageId })
    const { facts, desk, offer } = await loadAccount(work.tx, {
      accountId,
      outageId: demoOutageId,
      actor,
      businessDate: work.businessDate,
    })
    const amount = ask.minor ?? offer.amount.minor
    const reason = desk.reasons.find((each) => each.code === ask.reason) ?? null
    const { verdict, way, after, billOn } = decideGive(giveFactsOf(facts, desk, actor, work.businessDate), {
      amount,
      reason,
      note: ask.note,
    })
    if (!verdict.ok) return
    // Alex and Sam knew who was on the line, as agents have to.
    if (facts.account.contactPhone) {
      await callBack(work, { accountId, talksTo: 'holder' })
      await confirmCallBack(work, { accountId })
    }
    await giveAdjustment(work, {
      accountId,
      draftId: draft.draftId,
      outageId: demoOutageId,
      amount,
      reasonCode: ask.reason,
      note: ask.note,
      previewed: { way, after: after.minor, billOn },
    })
    if (facts.account.contactPhone) await wrapUp(work, { accountId, outcome: 'credited' })
  })
}
