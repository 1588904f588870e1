import { expect, it } from 'vitest'
import { mayStop } from '#shared/staff/permissions.ts'
import { roles } from '#shared/staff/roles.ts'
import { liftInput, signInInput, stopInput } from '#shared/staff/schemas.ts'

it('only a manager stops or resumes credits', () => {
  const may = roles.filter((role) => mayStop({ staffId: 1n, name: 'x', role, limits: null }).ok)
  expect(may).toEqual(['manager'])
})

it('an unknown field, a reason of two letters and a switch that is no number are refused', () => {
  expect(signInInput.safeParse({ username: 'a', password: 'b', remember: true }).success).toBe(false)
  expect(stopInput.safeParse({ scope: 'manual', reason: ' ab ' }).success).toBe(false)
  expect(stopInput.safeParse({ scope: 'everything', reason: 'because' }).success).toBe(false)
  expect(liftInput.safeParse({ switchId: '1; drop' }).success).toBe(false)
})
