import type { MoneyView } from '../money.ts'
import type { Digest } from '../programmes/canonical.ts'
import type { Programme } from '../programmes/document.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { Decision, Step } from './trail.ts'

/** What an automatic credit, or its refusal, is worked out from: enough for anybody to do it again. */
export type CreditWorking = {
  facts: Facts
  programme: Programme
  /** The instant of the evaluation. */
  at: string
  /** What was kept of the decision; null while no run has decided about the account. */
  decided: {
    by: 'credit' | 'plan'
    runId: string
    hash: string
    amount: MoneyView
    /** What was given before by the same programme, and came off. */
    setOff: MoneyView
    /** Why the run gave nothing, in its own words. */
    because: string | null
  } | null
}

/** What was asked and calculated of one line, or of the account as a whole (`unit` is null). */
export type WorkingPart = {
  readonly unit: string | null
  readonly decisions: readonly Decision[]
  readonly steps: readonly Step[]
}
export type WorkedOut = {
  readonly evaluation: Evaluation
  /** Whether the hash of then comes out again, and the amount; null where nothing was decided. */
  readonly same: boolean | null
  readonly parts: readonly WorkingPart[]
}

/** Works a credit out once more from what was kept with it. Pure: a browser and the server must come to the same. */
export function workOut({ facts, programme, at, decided }: CreditWorking, digest: Digest): WorkedOut {
  const evaluation = evaluate(facts, programme, at, digest)
  const gives = dueOf(evaluation) - BigInt(decided?.setOff.minor ?? '0')
  const same =
    decided &&
    evaluation.hash === decided.hash &&
    (decided.by === 'plan' || gives === BigInt(decided.amount.minor))
  return { evaluation, same, parts: partsOf(evaluation) }
}

/** Minor units that an evaluation gives at once: what has to be accepted, claimed or approved is not due yet. */
export const dueOf = ({ offers }: Pick<Evaluation, 'offers'>): bigint =>
  offers.reduce(
    (sum, { state, gives }) =>
      sum + (state === 'due' && gives.form === 'money' ? BigInt(gives.amount.minor) : 0n),
    0n,
  )

/** The conditions of the account, then its lines in the order in which they were asked, then what they come to together. */
function partsOf({ decisions, steps }: Evaluation): WorkingPart[] {
  const of = (unit: string | null) => ({
    unit,
    decisions: decisions.filter((each) => each.unit === unit),
    steps: steps.filter((each) => each.unit === unit),
  })
  const account = of(null)
  const units = new Set([...decisions, ...steps].flatMap(({ unit }) => unit ?? []))
  return [{ ...account, steps: [] }, ...[...units].map(of), { ...account, decisions: [] }].filter(
    (part) => part.decisions.length + part.steps.length > 0,
  )
}
