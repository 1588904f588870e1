import { expect, test } from 'vitest'
import {
  type ChangeFacts,
  fitsRole,
  mayAgree,
  mayAskChange,
  maySwitchOff,
  mayWithdrawChange,
} from '#shared/staff/changes.ts'
import type { Actor, Role } from '#shared/staff/roles.ts'
import { changeSteps } from '#shared/staff/states.ts'

const admin = (staffId: bigint): Actor => ({ staffId, name: `Admin ${staffId}`, role: 'admin', limits: null })
const alex = { staffId: 7n, name: 'Alex', role: 'agent' as Role, level: 'agent', active: true }
const change: ChangeFacts = {
  kind: 'change',
  state: 'requested',
  staffId: 7n,
  requestedBy: 1n,
  decidedByName: null,
}
const levels = [
  { level: 'agent', role: 'agent' },
  { level: 'senior', role: 'agent' },
  { level: 'manager', role: 'manager' },
] as const
const codeOf = (verdict: ReturnType<typeof mayAgree>) => (verdict.ok ? 'allowed' : verdict.code)

test('a second administrator agrees, never the one who asked and never whom it is about', () => {
  expect(codeOf(mayAgree(admin(2n), change))).toBe('allowed')
  expect(codeOf(mayAgree(admin(1n), change))).toBe('SELF_APPROVAL')
  expect(codeOf(mayAgree(admin(7n), change))).toBe('OWN_CHANGE')
  expect(codeOf(mayAgree({ ...admin(2n), role: 'manager' }, change))).toBe('NOT_ALLOWED')
})

test('what was decided stays decided, and says by whom', () => {
  const verdict = mayAgree(admin(2n), { ...change, state: 'refused', decidedByName: 'Agnes' })
  expect(verdict).toMatchObject({ code: 'ALREADY_DECIDED', because: expect.stringContaining('by Agnes') })
  for (const steps of [changeSteps.agreed, changeSteps.refused, changeSteps.withdrawn])
    expect(steps).toEqual([])
})

test('only whoever asked withdraws', () => {
  expect(codeOf(mayWithdrawChange(admin(1n), change))).toBe('allowed')
  expect(codeOf(mayWithdrawChange(admin(2n), change))).toBe('NOT_ALLOWED')
})

test('nobody changes or switches off themselves, and nothing is asked that is so already', () => {
  const next = { role: 'manager' as Role, level: 'manager' }
  expect(codeOf(mayAskChange(admin(1n), alex, next))).toBe('allowed')
  expect(codeOf(mayAskChange(admin(7n), alex, next))).toBe('OWN_CHANGE')
  expect(codeOf(mayAskChange(admin(1n), alex, { role: 'agent', level: 'agent' }))).toBe('ALREADY_DECIDED')
  expect(codeOf(mayAskChange(admin(1n), { ...alex, active: false }, { role: 'agent', level: 'agent' }))).toBe(
    'allowed',
  )
  expect(codeOf(maySwitchOff(admin(7n), alex))).toBe('OWN_CHANGE')
  expect(codeOf(maySwitchOff(admin(1n), { ...alex, active: false }))).toBe('ALREADY_DECIDED')
})

test('a limit belongs to a role: who gives has one of theirs, who only looks has none', () => {
  expect(fitsRole('agent', 'senior', levels).ok).toBe(true)
  expect(fitsRole('agent', 'manager', levels)).toMatchObject({
    ok: false,
    because: expect.stringContaining('agent, senior'),
  })
  expect(fitsRole('agent', null, levels).ok).toBe(false)
  expect(fitsRole('auditor', null, levels).ok).toBe(true)
  expect(fitsRole('auditor', 'agent', levels).ok).toBe(false)
})
