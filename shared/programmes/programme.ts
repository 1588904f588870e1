import type { AccountStatus, AccountType } from '../accounts/account.ts'

/** A published, versioned rule for automatic credits. This is what the $5 of 22 February 2024 needs (rulings 2). */
export type Programme = {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly outage: string
  readonly source: string
  readonly unit: 'account'
  readonly amount: { readonly minor: string; readonly currency: string }
  readonly delivery: 'automatic'
  readonly withinCycles: number
  /** One sentence for the customer; {amount} is filled in. */
  readonly wording: string
  readonly notice: { readonly en: string; readonly es: string }
  readonly eligibility: readonly Condition[]
}

/** A condition names one fact, the values that pass, and the sentence and route for whoever does not. */
export type Condition = {
  readonly id: string
  readonly fact: keyof ProgrammeFacts
  readonly passes: readonly (string | number | boolean)[]
  readonly otherwise: Readonly<Record<string, { readonly because: string; readonly route: string | null }>>
}

export type ProgrammeFacts = {
  readonly type: AccountType
  readonly closedBeforeStart: boolean
  /** Does any active line have a loss above zero inside the window? */
  readonly anyActiveLineAffected: boolean
  readonly status: AccountStatus
}

export type Decision = { readonly condition: string; readonly input: string; readonly passed: boolean }
export type Evaluation =
  | {
      readonly eligible: true
      readonly minor: bigint
      readonly currency: string
      readonly decisions: readonly Decision[]
    }
  | {
      readonly eligible: false
      readonly because: string
      readonly route: string | null
      readonly decisions: readonly Decision[]
    }

/** Same facts and programme, same answer: no clock, no chance. Stops at the first condition that fails. */
export function evaluate(programme: Programme, facts: ProgrammeFacts): Evaluation {
  const decisions: Decision[] = []
  for (const condition of programme.eligibility) {
    const value = facts[condition.fact]
    const passed = condition.passes.includes(value)
    decisions.push({ condition: condition.id, input: String(value), passed })
    if (passed) continue
    const otherwise = condition.otherwise[String(value)] ?? condition.otherwise.else
    return {
      eligible: false,
      because:
        otherwise?.because ??
        `The programme asks for ${condition.fact} to be ${condition.passes.join(' or ')}.`,
      route: otherwise?.route ?? null,
      decisions,
    }
  }
  return {
    eligible: true,
    minor: BigInt(programme.amount.minor),
    currency: programme.amount.currency,
    decisions,
  }
}
