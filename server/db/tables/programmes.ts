import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { ProgrammeCause, ProgrammeState } from '#shared/programmes/states.ts'

export interface ProgrammesTables {
  programmes: {
    programmeId: string
    version: number
    outageId: string | null
    /** Null while a draft's text is no programme yet. */
    document: JSONColumnType<object> | null
    hash: string | null
    publishedOn: string | null
    state: Generated<ProgrammeState>
    /** As its author wrote it. */
    text: string
    /** Counts the saves of a draft, so that nobody overwrites what they have not seen. */
    revision: Generated<number>
    cause: Generated<ProgrammeCause>
    authorId: bigint | null
    editedAt: Generated<Date>
    submittedAt: Date | null
    publishedBy: bigint | null
    publishedAt: Date | null
    returnedBy: bigint | null
    returnedBecause: string | null
    endedBy: bigint | null
    endedAt: Date | null
    endedBecause: string | null
  }
  simulations: {
    simulationId: GeneratedAlways<bigint>
    programmeId: string
    version: number
    revision: number
    outageId: string
    against: number | null
    documentHash: string
    state: Generated<'running' | 'finished' | 'failed' | 'stopped'>
    startedBy: bigint
    startedAt: Generated<Date>
    heardAt: Generated<Date>
    endedAt: Date | null
    accountsTotal: Generated<number>
    accountsDone: Generated<number>
    result: JSONColumnType<object> | null
    because: string | null
  }
}
