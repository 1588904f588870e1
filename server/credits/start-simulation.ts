import { mayWrite } from '#shared/programmes/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { loadVersion, type VersionKey } from '../programmes/load-version.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** Asks for a simulation of a version; a desk's runner (watch-simulations.ts) takes it up. One at a time for a version. */
export async function startSimulation(
  work: Work,
  input: VersionKey & { against: number | null },
): Promise<{ simulationId: bigint }> {
  const actor = actorOf(work)
  insist(mayWrite(actor))
  const version = await loadVersion(work, input)
  const { document, hash, outageId } = version
  if (!document || !hash || outageId === null)
    throw new Refusal(
      'BAD_REQUEST',
      'Mend the problems of the document first: only a whole one is simulated.',
    )
  if (input.against !== null) {
    const other = await loadVersion(work, { programmeId: input.programmeId, version: input.against })
    if (!other.document)
      throw new Refusal('BAD_REQUEST', `Version ${input.against} is not whole: compare with another one.`)
  }
  const made = await work.tx
    .insertInto('simulations')
    .values({
      programmeId: input.programmeId,
      version: input.version,
      revision: version.revision,
      outageId,
      against: input.against,
      documentHash: hash,
      startedBy: actor.staffId,
      endedAt: null,
      result: null,
      because: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['programmeId', 'version']).where('state', '=', 'running').doNothing(),
    )
    .returning('simulationId')
    .executeTakeFirst()
  if (!made) throw new Refusal('ALREADY_ASKED', 'This version is being simulated already.')
  await recordDeskEvent(work, {
    action: 'start-simulation',
    detail: {
      simulationId: made.simulationId.toString(),
      programme: input.programmeId,
      version: input.version,
      hash,
    },
  })
  work.announce({ topic: 'programmes' })
  work.announce({ topic: 'simulation' })
  return made
}
