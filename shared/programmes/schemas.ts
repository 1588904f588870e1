import { z } from 'zod'
import { longestDocument } from './draft-problems.ts'

const programmeId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/)
const version = z.int().min(1).max(10_000)
const reason = z.string().trim().min(3, 'say why in at least 3 characters').max(500)
const outageId = z.string().regex(/^[a-z0-9-]{3,64}$/)

export const programmeInput = z.strictObject({ programmeId })
export const versionInput = z.strictObject({ programmeId, version })
export const saveProgrammeInput = z.strictObject({
  /** Null for a new draft: its text then names the programme and the version. */
  draft: z.strictObject({ programmeId, version, revision: z.int().min(1) }).nullable(),
  text: z.string().min(2).max(longestDocument),
  /** For a document that names no outage itself. */
  outageId: outageId.nullable(),
})
export const decideProgrammeInput = z.strictObject({ programmeId, version, revision: z.int().min(1) })
export const returnProgrammeInput = z.strictObject({ programmeId, version, reason })
export const simulateInput = z.strictObject({ programmeId, version, against: version.nullable() })
