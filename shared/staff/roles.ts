export const roles = ['agent', 'supervisor', 'manager', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

const roleWords: Record<string, string> & Record<Role, string> = {
  agent: 'agent',
  supervisor: 'supervisor',
  manager: 'manager',
  auditor: 'auditor',
  admin: 'administrator',
}
export const wordOfRole = (role: string): string => roleWords[role] ?? role

/** "agent, senior"; a level that is called like its role is not said twice. */
export const roleAndLevel = (role: Role, level: string | null): string =>
  level && level !== role ? `${roleWords[role]}, ${level}` : roleWords[role]

/** Who sees what everybody does. The server's rules and the pages, which say so before they ask, read the same lists. */
export const seenBy = {
  customers: ['agent', 'supervisor', 'manager', 'auditor'],
  journal: ['manager', 'auditor'],
  lookups: ['supervisor', 'manager', 'auditor'],
  month: ['manager', 'auditor'],
  oversight: ['supervisor', 'manager', 'auditor'],
  people: ['manager', 'auditor', 'admin'],
} as const satisfies Record<string, readonly Role[]>
export const maySee = (what: keyof typeof seenBy, role: Role): boolean =>
  (seenBy[what] as readonly Role[]).includes(role)

/** What a level may give, in minor units. They are data (table limit_levels); rulings 4 names the first values. */
export type Limits = {
  readonly level: string
  readonly perAction: bigint
  readonly perAccountAndOutage: bigint
  readonly perDay: bigint
}

/** A person acting at the desk. `limits` is null for roles that give nothing (auditor, admin). */
export type Actor = {
  readonly staffId: bigint
  readonly name: string
  readonly role: Role
  readonly limits: Limits | null
}
