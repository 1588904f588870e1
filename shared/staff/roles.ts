export const roles = ['agent', 'supervisor', 'manager', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

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
