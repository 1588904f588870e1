import { type Evaluation, evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { leafOf, merkleRoot } from '#shared/credits/merkle.ts'
import type { Offer } from '#shared/credits/offers.ts'
import { formatMoney } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { copyRow } from '../db/copy.ts'
import { digest } from '../programmes/digest.ts'

/** Who holds the claim on the account's cause now: this programme, up to a step, or somebody else. */
export type Held = { steps: number; byOther: string | null }
export type AccountToPlan = {
  accountId: string
  currency: string
  facts: Facts
  held: Held | null
  /** Minor units that the programme gave this account so far; only where a run corrects. */
  credited: string | null
}
export type PlanJob = { programme: Programme; at: string; runId: string; accounts: readonly AccountToPlan[] }
/** Rows of run_plans in the format of COPY, and what they come to. Plain values: it travels between threads. */
export type PlannedRows = { text: string; looked: number; due: number; dueAmount: string; root: string }

export const planColumns =
  'run_plans (run_id, account_id, amount, amount_text, currency, step, given, set_off, goes_to, because, route, facts, facts_hash)'

type Line = {
  minor: bigint
  step: number
  given: bigint
  setOff: bigint
  goesTo: Offer['goesTo']
  because: string | null
  route: string | null
  hash: string
}

/** Evaluates accounts with the same pure rule the account page explains with. Pure itself: no clock, no I/O. */
export function planAccounts({ programme, at, runId, accounts }: PlanJob): PlannedRows {
  let [text, due, dueAmount] = ['', 0, 0n]
  const leaves: string[] = []
  for (const account of accounts) {
    const known =
      account.credited === null ? account : { ...account, facts: withoutOwn(programme, account.facts) }
    const line = corrected(lineOf(programme, at, known), account.credited)
    const { minor, step, given, setOff, goesTo, because, route, hash } = line
    if (minor > 0n) {
      due += 1
      dueAmount += minor
    }
    const words = formatMoney({ minor, currency: programme.currency })
    const facts = JSON.stringify(known.facts)
    text += copyRow([
      runId,
      account.accountId,
      minor,
      words,
      programme.currency,
      step,
      given,
      setOff,
      goesTo,
      because,
      route,
      facts,
      hash,
    ])
    leaves.push(planLeaf([account.accountId, minor.toString(), String(step), because ?? '', hash]))
  }
  return {
    text,
    looked: accounts.length,
    due,
    dueAmount: dueAmount.toString(),
    root: merkleRoot(leaves, digest),
  }
}

/** A row of the plan as the plan's hash sees it: account, minor units, step, reason, hash of its evaluation. */
export const planLeaf = (row: readonly [string, string, string, string, string]): string =>
  leafOf(row, digest)

/** What the programme gives as if it had given nothing yet: a correction compares that with what it gave. */
const withoutOwn = (programme: Programme, facts: Facts): Facts => ({
  ...facts,
  given: (facts.given ?? []).filter(
    (each) => each.programme !== programme.id || each.outage !== facts.outage.id,
  ),
})

/** Under-credited accounts are due the difference; over-credited ones are listed, and what they had too much is given - setOff. */
function corrected(line: Line, credited: string | null): Line {
  if (credited === null) return line
  const [given, gross] = [BigInt(credited), line.minor]
  if (given === 0n) return line
  if (gross > given) return { ...line, minor: gross - given, given, setOff: given }
  const because = gross < given ? overCredited : 'Nothing changes for this account.'
  return { ...line, minor: 0n, given, setOff: gross, because }
}
const overCredited =
  'Was credited more than the new adjudication gives: taking the difference back is a proposal of its own.'

function lineOf(programme: Programme, at: string, { facts, currency, held, credited }: AccountToPlan): Line {
  const answer = evaluate(facts, programme, at, digest)
  const own = (facts.given ?? []).filter(
    (each) => each.programme === programme.id && each.outage === facts.outage.id,
  )
  const line: Line = {
    minor: 0n,
    step: (held?.steps ?? 0) + 1,
    given: own.reduce((sum, each) => sum + BigInt(each.minor), 0n),
    setOff: 0n,
    goesTo: 'nextBill',
    because: answer.because,
    route: answer.route,
    hash: answer.hash,
  }
  if (answer.because !== null) return line
  if (held?.byOther) return { ...line, because: held.byOther }
  if (held && held.steps > 0 && credited === null && programme.supersession.mode !== 'delta')
    return { ...line, because: alreadyHadIt(programme) }
  if (currency !== programme.currency)
    return {
      ...line,
      because: `The account is billed in ${currency}; the programme pays ${programme.currency}.`,
    }
  const payable = answer.offers.filter(isPayable)
  const minor = payable.reduce(
    (sum, { gives }) => sum + (gives.form === 'money' ? BigInt(gives.amount.minor) : 0n),
    0n,
  )
  if (minor === 0n) return { ...line, because: whyNotPaid(answer) }
  return { ...line, minor, goesTo: payable[0]?.goesTo ?? 'nextBill' }
}

const isPayable = ({ state, gives, instrument }: Offer): boolean =>
  state === 'due' && gives.form === 'money' && (instrument === 'billCredit' || instrument === 'refund')

const alreadyHadIt = ({ supersession }: Programme): string =>
  supersession.mode === 'replace'
    ? 'Already has the credit of an earlier version: take that run back first.'
    : 'Already has this credit.'

const waits: Record<Offer['state'], string> = {
  due: 'What is offered is not money on a bill: it is given another way.',
  toAccept: 'The customer has to accept it first.',
  toClaim: 'The customer has to claim it first.',
  toApprove: 'A person decides about it.',
}
const whyNotPaid = ({ offers }: Evaluation): string => waits[offers[0]?.state ?? 'due']
