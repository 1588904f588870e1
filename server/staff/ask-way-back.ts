import { mayAskWayBack } from '#shared/staff/changes.ts'
import type { WayBack } from '#shared/staff/states.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { personOf } from './lock-change.ts'
import { signInFactsOf } from './sign-in-facts-of.ts'
import { writeAsk } from './write-ask.ts'

/**
 * For somebody who forgot their password or lost their second factor. An administrator whom they asked writes down how
 * they showed who they are; another one reads it and agrees, or does not. Until then nothing changes.
 */
export async function askWayBack(
  work: Work,
  { staffId, kind, proof }: { staffId: bigint; kind: WayBack; proof: string },
): Promise<PeopleAct> {
  const person = { ...(await personOf(work, staffId)), ...(await signInFactsOf(work, staffId)) }
  insist(mayAskWayBack(actorOf(work), person, kind))
  await writeAsk(work, { kind, staffId, reason: proof })
  return { state: 'requested', firstPassword: null }
}
