import { oneEvent } from './a1-one-event.ts'
import { noEvent } from './a2-no-event.ts'
import { tampering } from './a3-tampering.ts'
import { longJournal } from './a4-long-journal.ts'
import { privileges } from './a5-privileges.ts'
import { callers } from './a6-callers.ts'
import { canariesDrill } from './a7-canaries.ts'
import { logLines } from './a8-log-lines.ts'
import type { Drill } from './drill.ts'
import { fuzz } from './i1-fuzz.ts'
import { rawSockets } from './i2-raw-sockets.ts'
import { formulas } from './i3-formulas.ts'
import { flood } from './l1-flood.ts'
import { guesses } from './l2-guesses.ts'
import { oneRefusal } from './l3-one-refusal.ts'
import { codeOnce } from './l4-code-once.ts'
import { provider } from './l5-provider.ts'
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
import { supply } from './s1-supply.ts'
import { secrets } from './s3-secrets.ts'
import { markup } from './w1-markup.ts'
import { headers } from './w2-headers.ts'
import { foreignCalls } from './w3-foreign-calls.ts'
import { sessions } from './w4-sessions.ts'
import { signedOut } from './w5-signed-out.ts'
import { matrix } from './z1-matrix.ts'
import { sameAnswer } from './z2-same-answer.ts'
import { revoked } from './z3-revoked.ts'
import { declaredFields } from './z4-declared-fields.ts'
import { tricks } from './z5-tricks.ts'

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
  flood,
  guesses,
  oneRefusal,
  codeOnce,
  provider,
  sessions,
  revoked,
  oneEvent,
  noEvent,
  matrix,
  sameAnswer,
  declaredFields,
  tricks,
  privileges,
  callers,
  canariesDrill,
  rawSockets,
  headers,
  foreignCalls,
  fuzz,
  formulas,
  markup,
  signedOut,
  supply,
  secrets,
  logLines,
]
