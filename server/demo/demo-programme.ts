import type { Programme } from '#shared/programmes/document.ts'
import { putInForce } from '../programmes/put-in-force.ts'
import { actorNamed } from '../staff/actor-named.ts'
import type { Work } from '../work.ts'

/** A programme as two of the demo's people put it in force: Morgan writes, Marta publishes. */
export async function publishAsDemoPeople(work: Work, programme: string | Programme): Promise<void> {
  await putInForce(work, {
    text: typeof programme === 'string' ? programme : JSON.stringify(programme, null, 2),
    outageId: null,
    author: await actorNamed(work.tx, 'morgan'),
    publisher: await actorNamed(work.tx, 'marta'),
  })
}
