import { sql } from 'kysely'
import type { ChangeFacts, PersonFacts } from '#shared/staff/changes.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { ChangeState } from '#shared/staff/states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'

export type LockedChange = ChangeFacts & {
  changeId: bigint
  username: string | null
  role: Role | null
  limitLevel: string | null
  fromRole: Role | null
  fromLevel: string | null
  aboutAccount: string | null
}

/** The change, locked: two who decide it at once do so one after the other. */
export async function lockChange(work: Work, changeId: bigint): Promise<LockedChange> {
  const found = await sql<LockedChange>`
    select c.change_id, c.kind, c.state, c.staff_id, c.requested_by, d.name as decided_by_name, c.username, c.role, c.limit_level,
      c.from_role, c.from_level, c.about_account
    from staff_changes c left join staff d on d.staff_id = c.decided_by where c.change_id = ${changeId} for update of c`.execute(
    work.tx,
  )
  const change = found.rows[0]
  if (!change) throw notFound('change')
  return change
}

export async function personOf(work: Work, staffId: bigint): Promise<PersonFacts> {
  const found = await sql<PersonFacts>`
    select staff_id, name, role, limit_level as level, active from staff where staff_id = ${staffId}`.execute(
    work.tx,
  )
  const person = found.rows[0]
  if (!person) throw notFound('person')
  return person
}

type End = {
  state: Exclude<ChangeState, 'requested'>
  decidedBy: bigint | null
  reason: string | null
  passwordHash?: string
}

/** Its one step, in one guarded update; what it asked for takes effect in the same statement, by a trigger. */
export async function endChange(
  work: Work,
  change: LockedChange,
  { state, decidedBy, reason, passwordHash }: End,
) {
  const ended = await work.tx
    .updateTable('staffChanges')
    .set({
      state,
      decidedBy,
      decidedAt: decidedBy === null ? null : work.now,
      decisionReason: reason,
      passwordHash: passwordHash ?? null,
    })
    .where('changeId', '=', change.changeId)
    .where('state', '=', 'requested')
    .returning('staffId')
    .executeTakeFirst()
  if (!ended) throw new Refusal('ALREADY_DECIDED', 'This was decided meanwhile.')
  await recordDeskEvent(work, {
    action: `${state === 'agreed' ? 'agree' : state === 'refused' ? 'refuse' : 'withdraw'}-change`,
    ...(reason ? { reason } : {}),
    detail: { ...detailOf(change), staffId: ended.staffId?.toString() ?? null },
  })
  work.announce({ topic: 'desk' })
}

/** What the journal keeps of it: whom, from what, to what, and who asked. */
export const detailOf = (change: Omit<LockedChange, 'state' | 'decidedByName'>) => ({
  changeId: change.changeId.toString(),
  kind: change.kind,
  staffId: change.staffId?.toString() ?? null,
  ...(change.role ? { role: change.role, level: change.limitLevel } : {}),
  ...(change.fromRole ? { fromRole: change.fromRole, fromLevel: change.fromLevel } : {}),
  ...(change.username ? { username: change.username } : {}),
  ...(change.aboutAccount ? { account: change.aboutAccount } : {}),
  askedBy: change.requestedBy.toString(),
})
