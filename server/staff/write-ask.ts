import type { Role } from '#shared/staff/roles.ts'
import type { ChangeKind } from '#shared/staff/states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { detailOf } from './lock-change.ts'

type AskOf = {
  kind: ChangeKind
  staffId?: bigint
  username?: string
  name?: string
  role?: Role
  level?: string | null
  fromRole?: Role
  fromLevel?: string | null
  aboutAccount?: string
  reason: string
}

/** Writes down what one administrator asks; it changes nothing until another one agrees. One waits at a time. */
export async function writeAsk(work: Work, asked: AskOf): Promise<bigint> {
  const row = {
    kind: asked.kind,
    staffId: asked.staffId ?? null,
    username: asked.username ?? null,
    name: asked.name ?? null,
    role: asked.role ?? null,
    limitLevel: asked.level ?? null,
    fromRole: asked.fromRole ?? null,
    fromLevel: asked.fromLevel ?? null,
    aboutAccount: asked.aboutAccount ?? null,
    reason: asked.reason,
    requestedBy: actorOf(work).staffId,
  }
  const made = await work.tx
    .insertInto('staffChanges')
    .values({
      ...row,
      businessDate: work.businessDate,
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
      passwordHash: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('changeId')
    .executeTakeFirst()
  if (!made)
    throw new Refusal('ALREADY_ASKED', 'A change of this person waits already: have it decided first.')
  await recordDeskEvent(work, {
    action: 'ask-change',
    reason: asked.reason,
    detail: detailOf({ ...row, changeId: made.changeId }),
  })
  work.announce({ topic: 'desk' })
  return made.changeId
}
