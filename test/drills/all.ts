import { tampering } from './a3-tampering.ts'
import { longJournal } from './a4-long-journal.ts'
import { privileges } from './a5-privileges.ts'
import type { Drill } from './drill.ts'
import { rawSockets } from './i2-raw-sockets.ts'
import { model } from './m01-model.ts'
import { interleavings } from './m02-interleavings.ts'
import { decideOnce } from './m03-decide-once.ts'
import { sameKey } from './m04-same-key.ts'
import { cutWires } from './m05-cut-wires.ts'
import { killDesk } from './m06-kill-desk.ts'
import { killPostgres } from './m07-kill-postgres.ts'
import { embedded } from './m08-embedded.ts'
import { failovers } from './m09-failovers.ts'
import { cancelledWaits } from './m10-cancelled-waits.ts'
import { frozenStandby } from './m11-frozen-standby.ts'
import { fullDisk } from './m12-full-disk.ts'
import { ownRequest } from './m13-own-request.ts'
import { plantedErrors } from './m14-planted-errors.ts'
import { sameValues } from './m15-same-values.ts'
import { limits } from './m16-limits.ts'
import { overload } from './r1-overload.ts'
import { poolHeld } from './r2-pool-held.ts'
import { slowStatements } from './r3-slow-statements.ts'
import { postgresAway } from './r5-postgres-away.ts'
import { runKills } from './run-kills.ts'
import { matrix } from './z1-matrix.ts'
import { headers } from './w2-headers.ts'
import { foreignCalls } from './w3-foreign-calls.ts'
import { fuzz } from './i1-fuzz.ts'
import { markup } from './w1-markup.ts'

/** Every drill, by its name in the verification programme. */
export const drills: readonly Drill[] = [
  model,
  interleavings,
  decideOnce,
  sameKey,
  cutWires,
  killDesk,
  killPostgres,
  embedded,
  failovers,
  cancelledWaits,
  frozenStandby,
  fullDisk,
  ownRequest,
  plantedErrors,
  sameValues,
  limits,
  overload,
  poolHeld,
  slowStatements,
  postgresAway,
  runKills,
  tampering,
  longJournal,
  matrix,
  privileges,
  rawSockets,
  headers,
  foreignCalls,
  fuzz,
  markup,
]
