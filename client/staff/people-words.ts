import { formatMoney } from '#shared/money.ts'
import { type Role, roleAndLevel, wordOfRole } from '#shared/staff/roles.ts'
import { relations } from '#shared/staff/states.ts'
import type { PeoplePage, WaitingChange } from '#shared/staff/views.ts'

export type RoleChoice = { value: string; label: string; hint?: string }

/** Role and limit are one choice: each limit belongs to a role, and who only looks has none. */
export const roleChoices = (levels: PeoplePage['levels']): RoleChoice[] => [
  ...levels.map(({ level, role, perAction }) => ({
    value: choiceOf(role, level),
    label: roleAndLevel(role, level),
    hint: `up to ${formatMoney(perAction)}`,
  })),
  { value: choiceOf('auditor', null), label: wordOfRole('auditor'), hint: 'looks' },
  { value: choiceOf('admin', null), label: wordOfRole('admin'), hint: 'people, no money' },
]
export const choiceOf = (role: Role, level: string | null): string => `${role} ${level ?? ''}`.trim()
export function readChoice(choice: string): { role: Role; level: string | null } {
  const [role = '', level = null] = choice.split(' ')
  return { role: role as Role, level }
}

/** What a waiting change would do, as a sentence without its subject. */
export function changeWords(change: WaitingChange): string {
  const next = change.role ? roleAndLevel(change.role, change.level) : ''
  switch (change.kind) {
    case 'add':
      return `new, as ${next}`
    case 'bring-back':
      return `back, as ${next}`
    case 'unlink':
      return 'no longer linked with an account'
    case 'new-password':
      return 'forgot the password: a new first one'
    case 'new-factor':
      return 'lost the second factor: to be set up anew'
    case 'change':
      return `${change.fromRole ? roleAndLevel(change.fromRole, change.fromLevel) : 'as now'} → ${next}`
  }
}

const relationLabels = {
  own: 'Their own',
  household: 'Of their household',
  relative: 'A relative’s',
} as const
export const relationChoices = relations.map((value) => ({ value, label: relationLabels[value] }))
export const relationLabel = (relation: keyof typeof relationLabels): string =>
  relationLabels[relation].toLowerCase()
