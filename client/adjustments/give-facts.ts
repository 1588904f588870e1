import { decideGive, type GiveDecision, type GiveFacts } from '#shared/adjustments/decide.ts'
import type { AccountPage, Preview, ReasonView } from '#shared/adjustments/views.ts'
import { moneyView } from '#shared/money.ts'
import type { Role } from '#shared/staff/roles.ts'

/** The page's standing as the facts of the pure decision, so that the form asks the very function the server posts by. */
function factsOf(page: AccountPage): GiveFacts {
  const { standing, account } = page
  return {
    account: { type: account.type, status: account.status, currency: account.currency },
    actor: {
      staffId: 0n,
      name: '',
      role: standing.role as Role,
      limits: standing.level
        ? {
            level: standing.level,
            perAction: BigInt(standing.perAction),
            perAccountAndOutage: BigInt(standing.perAccountAndOutage),
            perDay: BigInt(standing.perDay),
          }
        : null,
    },
    linked: standing.linked,
    givenToday: BigInt(standing.givenToday),
    waiting: standing.waiting,
    givenOnAccount: BigInt(standing.givenOnAccount),
    givenForOutage: BigInt(standing.givenForOutage),
    budgetLeft: BigInt(standing.budgetLeft),
    ladder: standing.ladder.map((rung) => ({
      level: rung.level,
      role: rung.role as Role,
      perAction: BigInt(rung.perAction),
      perAccountAndOutage: BigInt(rung.perAccountAndOutage),
    })),
    stopped: standing.stopped,
    claims: standing.claims.map((claim) => ({ ...claim, amount: BigInt(claim.amount) })),
    billOn: standing.billOn,
    promisedBy: standing.promisedBy,
  }
}

export type Ask = { amount: bigint; reason: ReasonView | null; note: string }

/** What would happen with this ask now. No request: the page carries everything the decision looks at. */
export function previewOf(page: AccountPage, ask: Ask): Preview {
  const decision: GiveDecision = decideGive(factsOf(page), ask)
  return {
    verdict: decision.verdict,
    way: decision.way,
    before: moneyView(decision.before),
    change: moneyView(decision.change),
    after: moneyView(decision.after),
    billOn: decision.billOn,
    promisedBy: decision.promisedBy,
    needs: decision.needs,
  }
}

/** Why nothing can be given here whatever the amount: the person's role, or an account without a bill to credit. */
export function barOf(page: AccountPage): string | null {
  if (!page.mayGive.ok) return page.mayGive.because
  const { verdict } = previewOf(page, { amount: 1n, reason: page.reasons[0] ?? null, note: '' })
  if (verdict.ok) return null
  return verdict.code === 'ACCOUNT_CLOSED' || verdict.code === 'NO_BILL_TO_CREDIT' ? verdict.because : null
}
