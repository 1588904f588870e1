import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Ask, decideGive, type GiveFacts } from '#shared/adjustments/decide.ts'
import { mayApprove, type RequestFacts } from '#shared/adjustments/permissions.ts'
import { steps } from '#shared/adjustments/states.ts'
import type { Actor, Role } from '#shared/staff/roles.ts'

const limits = (level: string, perAction: bigint) => ({
  level,
  perAction,
  perAccountAndOutage: perAction * 2n,
  perDay: perAction * 20n,
})
const person = (staffId: bigint, role: Role, level: string, perAction: bigint): Actor => ({
  staffId,
  name: level,
  role,
  limits: limits(level, perAction),
})
const agent = person(1n, 'agent', 'agent', 1500n)
const supervisor = person(3n, 'supervisor', 'supervisor', 10_000n)
const manager = person(4n, 'manager', 'manager', 50_000n)
const auditor: Actor = { staffId: 6n, name: 'auditor', role: 'auditor', limits: null }
const ladder = [agent, person(2n, 'agent', 'senior', 3000n), supervisor, manager].map(
  ({ role, limits: of }) => ({
    level: of?.level ?? '',
    role,
    perAction: of?.perAction ?? 0n,
    perAccountAndOutage: of?.perAccountAndOutage ?? 0n,
  }),
)

const base: GiveFacts = {
  account: { type: 'consumer', status: 'active', currency: 'USD' },
  actor: agent,
  linked: null,
  givenToday: 0n,
  waiting: 0,
  givenOnAccount: 0n,
  givenForOutage: 500n,
  budgetLeft: 10_000_000n,
  ladder,
  stopped: null,
  claims: [],
  billOn: '2024-03-14',
  promisedBy: '2024-04-14',
}
const goodwill = { label: 'Goodwill', kind: 'goodwill', noteAtLeast: 10, escalates: null } as const
const ask = (amount: bigint, note = 'Cut off twice today.'): Ask => ({ amount, reason: goodwill, note })

describe('what happens with an ask', () => {
  it('a reason that escalates is asked for, however little, and says so before anything else', () => {
    const escalates = 'a call to 911 failed, and a supervisor hears of each'
    const emergency = { ...goodwill, label: 'A call to 911 failed', escalates }
    expect(decideGive(base, { ...ask(1n), reason: emergency })).toMatchObject({
      verdict: { ok: true },
      way: 'request',
      needs: { role: 'supervisor', approvals: 1, why: escalates },
    })
    const over = decideGive(base, { ...ask(1501n), reason: emergency })
    expect(over.needs?.why.startsWith(`${escalates}; `)).toBe(true)
  })

  it('at the limit it is posted, a cent above it is asked for', () => {
    expect(decideGive(base, ask(1500n))).toMatchObject({
      verdict: { ok: true },
      way: 'post',
      needs: null,
      after: { minor: 2000n },
    })
    expect(decideGive(base, ask(1501n))).toMatchObject({
      verdict: { ok: true },
      way: 'request',
      needs: { role: 'supervisor', approvals: 1 },
    })
  })
  it.each([
    [10_000n, 'supervisor', 1],
    [10_001n, 'manager', 1],
    [50_000n, 'manager', 1],
    [50_001n, 'manager', 2],
  ] as const)('%s cents need a %s, %s of them', (amount, role, approvals) => {
    expect(decideGive(base, ask(amount)).needs).toMatchObject({ role, approvals })
  })
  it('is posted only when it is within every limit, never past the budget, and the sums always add up', () => {
    const amount = fc.bigInt({ min: -10n, max: 100_000n })
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.bigInt({ min: 0n, max: 80_000n }),
        fc.constantFrom(agent, supervisor, manager, auditor),
        (asked, today, account, budgetLeft, actor) => {
          const facts = {
            ...base,
            actor,
            givenToday: today < 0n ? 0n : today,
            givenOnAccount: account < 0n ? 0n : account,
            budgetLeft,
          }
          const { verdict, way, before, change, after } = decideGive(facts, ask(asked))
          expect(after.minor).toBe(before.minor + change.minor)
          if (!verdict.ok) return
          expect(asked > 0n && asked <= budgetLeft && actor.limits !== null).toBe(true)
          const own = actor.limits
          if (way === 'post' && own)
            expect(
              asked <= own.perAction &&
                facts.givenOnAccount + asked <= own.perAccountAndOutage &&
                facts.givenToday + asked <= own.perDay,
            ).toBe(true)
        },
      ),
    )
  })
  it('a request for the same cause that waits is in the way, even behind one that was given', () => {
    const claim = (state: 'asked' | 'given') =>
      ({ kind: 'goodwill', state, adjustmentId: '1', amount: 500n, by: 'Sam' }) as const
    expect(decideGive({ ...base, claims: [claim('given')] }, ask(500n))).toMatchObject({
      way: 'request',
      pastClaim: true,
      verdict: { ok: true },
    })
    expect(
      decideGive({ ...base, claims: [claim('given'), claim('asked')] }, ask(500n)).verdict,
    ).toMatchObject({ ok: false, code: 'ALREADY_ASKED' })
  })
  it('a stop makes everything a request, and looking on gives nothing', () => {
    expect(decideGive({ ...base, stopped: { reason: 'x', by: 'Morgan' } }, ask(100n))).toMatchObject({
      way: 'request',
      needs: { why: expect.stringContaining('stopped by Morgan') },
    })
    expect(decideGive({ ...base, actor: auditor }, ask(100n)).verdict).toMatchObject({
      ok: false,
      code: 'NOT_ALLOWED',
    })
  })
})

describe('who decides', () => {
  const request: RequestFacts = {
    adjustmentId: 412n,
    state: 'requested',
    requestedBy: 1n,
    requested: 4000n,
    currency: 'USD',
    needsRole: 'supervisor',
    approvalsNeeded: 1,
    approvedBy: [],
    decidedBy: null,
    decidedByName: null,
    expired: false,
    othersOnAccount: 0n,
    stopped: null,
    linked: [],
  }
  it('never the requester, whatever the role, the amount or the state', () => {
    const facts = fc.record({
      approvalsNeeded: fc.constantFrom(1, 2),
      requested: fc.bigInt({ min: 1n, max: 100_000n }),
      othersOnAccount: fc.bigInt({ min: 0n, max: 1000n }),
      expired: fc.boolean(),
      state: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
    })
    fc.assert(
      fc.property(
        facts,
        fc.bigInt({ min: 0n, max: 100_000n }),
        fc.constantFrom(agent, supervisor, manager, auditor),
        (some, amount, actor) => {
          expect(mayApprove(actor, { ...request, ...some, requestedBy: actor.staffId }, amount).ok).toBe(
            false,
          )
          const verdict = mayApprove(actor, { ...request, ...some }, amount)
          if (verdict.ok)
            expect(
              some.state === 'requested' && !some.expired && amount > 0n && amount <= some.requested,
            ).toBe(true)
        },
      ),
    )
  })
  it('says by whom it was decided already', () => {
    expect(mayApprove(supervisor, { ...request, state: 'refused', decidedByName: 'Morgan' }, 100n)).toEqual({
      ok: false,
      code: 'ALREADY_DECIDED',
      because: 'ADJ-000412 is already refused by Morgan.',
    })
  })
})
