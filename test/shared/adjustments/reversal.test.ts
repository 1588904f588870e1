import { describe, expect, it } from 'vitest'
import {
  decideReversal,
  mayApproveReversal,
  mayRefuseReversal,
  mayWithdrawReversal,
  type PostedFacts,
} from '#shared/adjustments/reversal.ts'
import type { Actor, Role } from '#shared/staff/roles.ts'

const person = (staffId: bigint, role: Role, perAction: bigint | null): Actor => ({
  staffId,
  name: role,
  role,
  limits:
    perAction === null
      ? null
      : { level: role, perAction, perAccountAndOutage: perAction * 2n, perDay: perAction * 20n },
})
const agent = person(1n, 'agent', 1500n)
const supervisor = person(3n, 'supervisor', 10_000n)
const manager = person(4n, 'manager', 50_000n)
const other = person(5n, 'manager', 50_000n)
const given: PostedFacts = {
  name: 'ADJ-000412',
  amount: 60_000n,
  currency: 'USD',
  givenBy: [1n, 7n],
  reversed: null,
  asked: null,
  linked: [],
}
const asked: PostedFacts = { ...given, asked: { by: 'supervisor', byId: 3n, amount: 12_000n } }

describe('taking back', () => {
  it('is done at once within one’s limit, and asked for above it', () => {
    expect(decideReversal(supervisor, given, 10_000n)).toEqual({
      verdict: { ok: true },
      way: 'post',
      why: null,
    })
    expect(decideReversal(supervisor, given, 10_001n)).toEqual({
      verdict: { ok: true },
      way: 'request',
      why: 'it is above the limit of $100.00 for one action',
    })
  })
  it('is for supervisors and managers, once, for what was posted, and never by whom it came from', () => {
    const answer = (actor: Actor, item: Partial<PostedFacts>, amount = 100n) => {
      const { verdict } = decideReversal(actor, { ...given, ...item }, amount)
      return verdict.ok ? 'ok' : verdict.code
    }
    expect(answer(agent, {})).toBe('NOT_ALLOWED')
    expect(answer(person(6n, 'auditor', null), {})).toBe('NOT_ALLOWED')
    expect(answer(supervisor, { givenBy: [1n, 3n] })).toBe('OWN_GRANT')
    expect(answer(supervisor, { reversed: { by: 'Morgan' } })).toBe('ALREADY_REVERSED')
    expect(answer(supervisor, { amount: null })).toBe('STALE')
    expect(answer(supervisor, {}, 0n)).toBe('AMOUNT_INVALID')
    expect(answer(supervisor, {}, 60_001n)).toBe('OVER_LIMIT')
    expect(answer(manager, { asked: asked.asked })).toBe('ALREADY_ASKED')
  })
  it('is agreed to by somebody else, by their own limit, or a manager above the highest', () => {
    expect(mayApproveReversal(manager, asked)).toEqual({ ok: true })
    expect(mayApproveReversal(supervisor, asked)).toMatchObject({ code: 'SELF_APPROVAL' })
    expect(mayApproveReversal(person(8n, 'supervisor', 10_000n), asked)).toMatchObject({
      code: 'OVER_AUTHORITY',
    })
    expect(mayApproveReversal(other, { ...asked, givenBy: [5n] })).toMatchObject({ code: 'OWN_GRANT' })
    const large = { ...given, asked: { by: 'manager', byId: 4n, amount: 60_000n } }
    expect(mayApproveReversal(other, large)).toEqual({ ok: true })
    expect(mayApproveReversal(manager, large)).toMatchObject({ code: 'SELF_APPROVAL' })
    expect(mayRefuseReversal(other, large)).toEqual({ ok: true })
    expect(mayRefuseReversal(agent, large)).toMatchObject({ code: 'NOT_ALLOWED' })
    expect(mayRefuseReversal(other, given)).toMatchObject({ code: 'ALREADY_DECIDED' })
    expect(mayWithdrawReversal(manager, large)).toEqual({ ok: true })
    expect(mayWithdrawReversal(other, large)).toMatchObject({ code: 'NOT_ALLOWED' })
  })
})
