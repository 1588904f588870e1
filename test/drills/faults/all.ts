import { callingFaults } from './calling.ts'
import { connectingFaults } from './connecting.ts'
import { decidingFaults } from './deciding.ts'
import { edgeFaults } from './edge.ts'
import { exportingFaults } from './exporting.ts'
import type { Fault } from './fault.ts'
import { givingFaults } from './giving.ts'
import { grantingFaults } from './granting.ts'
import { rulingFaults } from './ruling.ts'
import { signingInFaults } from './signing-in.ts'

/** Every seeded fault; each is caught by the drill that it names, or the drill proves nothing. */
export const faults: readonly Fault[] = [
  ...decidingFaults,
  ...givingFaults,
  ...callingFaults,
  ...connectingFaults,
  ...exportingFaults,
  ...grantingFaults,
  ...edgeFaults,
  ...rulingFaults,
  ...signingInFaults,
]
