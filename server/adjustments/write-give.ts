import { sql } from 'kysely'
import type { GiveDecision, GiveFacts } from '#shared/adjustments/decide.ts'
import { type KeptFacts, keptHash, keptLines } from '#shared/adjustments/kept-facts.ts'
import type { Given } from '#shared/adjustments/views.ts'
import { money, moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { accountEventInsert } from '../audit/record-event.ts'
import { manualBudgetOf, stripeOf } from '../ledger/budgets.ts'
import { transferInsert } from '../ledger/post-transfer.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { Reason } from './desk-facts.ts'
import type { Giving } from './give-facts.ts'
import { oneMoreAct, paceAllows } from './pace.ts'

export type GiveInput = {
  accountId: string
  draftId: string
  outageId: string
  amount: bigint
  reasonCode: string
  note: string
  /** What looks like a card or identity number in the note was looked at, and is none. */
  noteConfirmed?: boolean | undefined
  /** What the person saw on the button: it is done exactly so, or refused. */
  previewed: { way: 'post' | 'request'; after: bigint; billOn: string }
}

/** A request expires after 24 hours, for good (rulings 5). */
export const requestHours = 24

export type Give = {
  input: GiveInput
  actor: Actor
  reason: Reason
  decision: GiveDecision
  give: GiveFacts
  offered: bigint
  offeredFor: Giving['offeredFor']
  requestHash: string
  currency: string
}

/**
 * Budget, day, adjustment, claim, transfer, event and the draft's answer in one statement, because round trips are the
 * cost of a posting (measured: 12 statements one by one made 250 a second). Each part depends on the one before. When the
 * stripe is short nothing is written: the caller makes room in it and comes again. When the person's day is full, by their
 * pace or by another tab of theirs, the stripe has been taken from already: the caller has to throw.
 */
export async function writeGive(work: Work, give: Give): Promise<Given | 'stripe short' | 'day full'> {
  const { input, actor, reason, decision, offered, requestHash, currency } = give
  const { accountId, outageId, amount } = input
  const posts = decision.way === 'post'
  const level = actor.limits?.level ?? ''
  const kept = factsKept(give)
  const stripe = stripeOf(accountId)
  const budgetId = manualBudgetOf(outageId)
  const expiresAt = posts ? null : new Date(work.now.getTime() + requestHours * 3_600_000)
  const answer: Omit<Given, 'adjustmentId' | 'number'> = {
    accountId,
    way: decision.way,
    amount: moneyView(money(amount, currency)),
    billOn: posts ? decision.billOn : null,
    promisedBy: posts ? decision.promisedBy : null,
    needs: decision.needs,
  }
  const id = sql`made.adjustment_id`
  const transfer = {
    accountId,
    kind: posts ? ('post' as const) : ('hold' as const),
    amount,
    currency,
    outageId,
    budgetId,
    stripe,
    ...(expiresAt ? { expiresAt } : {}),
  }
  const event = {
    accountId,
    action: posts ? 'give-adjustment' : 'request-adjustment',
    detail: { amount: amount.toString(), offered: offered.toString(), reason: reason.code },
  }
  const written = await sql<{ answer: Given | null; budgeted: boolean }>`
    with budget as (
      update budget_stripes set taken = taken + ${amount}::bigint
      where budget_id = ${budgetId} and stripe = ${stripe}::int and taken + ${amount}::bigint <= allotted returning stripe
    ), day as (
      insert into staff_days (staff_id, business_date, given, acts) select ${actor.staffId}::bigint, ${work.businessDate}::date, ${amount}::bigint, 1 from budget
      on conflict (staff_id, business_date) do update set given = staff_days.given + excluded.given, ${oneMoreAct(level)}
        where (${!posts}::boolean or staff_days.given + excluded.given <= ${actor.limits?.perDay ?? 0n}::bigint) and ${paceAllows(level)}
      returning given
    ), made as (
      insert into adjustments (account_id, outage_id, state, kind, reason_code, note, requested, granted, currency, offered, why_approval, needs_role,
        approvals_needed, past_claim, facts, facts_hash, requested_by, requested_at, business_date, expires_at, billing, bill_on, promised_by, draft_id, contact_id, verification)
      select ${accountId}::text, ${outageId}::text, ${posts ? 'granted' : 'requested'}::text, ${reason.kind}::text, ${reason.code}::text, ${input.note.trim()}::text,
        ${amount}::bigint, ${posts ? amount : null}::bigint, ${currency}::text, ${offered}::bigint, ${decision.needs?.why ?? null}::text, ${decision.needs?.role ?? null}::text,
        ${decision.needs?.approvals ?? 0}::int, ${decision.pastClaim}::boolean, ${JSON.stringify(kept)}::jsonb, ${keptHash(kept, digest)}::text,
        ${actor.staffId}::bigint, now(), ${work.businessDate}::date, ${expiresAt}::timestamptz, ${posts ? 'scheduled' : null}::text,
        ${answer.billOn}::date, ${answer.promisedBy}::date, ${input.draftId}::uuid, k.contact_id, k.verification
      from day left join contacts k on k.account_id = ${accountId} and k.staff_id = ${actor.staffId} and k.ended_at is null and k.expires_at > now()
      returning adjustment_id
    ), claim as (
      insert into claims (account_id, outage_id, kind, step, adjustment_id)
      select ${accountId}::text, ${outageId}::text, ${reason.kind}::text,
        case when ${decision.pastClaim}::boolean then 1 + coalesce((select max(step) from claims where account_id = ${accountId} and outage_id = ${outageId}
          and kind = ${reason.kind} and line_id = 0 and freed_at is null), 0) else 1 end, ${id} from made
    ), moved as (
      ${transferInsert(work, transfer, id, sql`from made`)}
    ), noted as (
      ${accountEventInsert(work, event, id, sql`from made`)}
    ), sent as (
      update drafts set sent_at = now(), request_hash = ${requestHash}, adjustment_id = ${id}, amount_text = ${amount.toString()},
        reason_code = ${reason.code}, note = ${input.note.trim()},
        answer = ${JSON.stringify(answer)}::jsonb || jsonb_build_object('adjustmentId', ${id}::text,
          'number', 'ADJ-' || lpad(${id}::text, greatest(6, length(${id}::text)), '0'))
      from made where drafts.account_id = ${accountId} and drafts.draft_id = ${input.draftId}
      returning answer
    )
    select (select answer from sent) as answer, exists (select from budget) as budgeted`.execute(work.tx)
  const row = written.rows[0]
  return row?.answer ?? (row?.budgeted ? 'day full' : 'stripe short')
}

function factsKept({ give, offered, offeredFor }: Give): KeptFacts {
  return {
    givenForOutage: give.givenForOutage.toString(),
    givenOnAccount: give.givenOnAccount.toString(),
    offered: offered.toString(),
    accountStatus: give.account.status,
    accountType: give.account.type,
    billOn: give.billOn,
    lines: keptLines(offeredFor.lines),
    daysOfMonth: offeredFor.daysOfMonth,
  }
}
