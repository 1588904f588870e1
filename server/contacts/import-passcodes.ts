import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { accountNumber, type Reader, Unfit } from '../imports/field-readers.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { rejectUnknownAccounts, settleRepeats } from '../imports/staged-checks.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { writePasscodes } from './write-passcodes.ts'

const passcode: Reader = (cell) => {
  const digits = cell.replace(/[\s-]/g, '')
  return /^\d{6,10}$/.test(digits) ? digits : new Unfit('a passcode has 6 to 10 digits')
}
const written =
  /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=([1-4])\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{21,86}$/
/** With bounds: what it costs to compare is paid at the desk, while a caller waits. */
const hashed: Reader = (cell) => {
  const [, memory = '', times = ''] = written.exec(cell) ?? []
  return Number(memory) >= 8 && Number(memory) <= 65_536 && Number(times) >= 1 && Number(times) <= 10
    ? cell
    : new Unfit('is no argon2id hash of at most m=65536, t=10, p=4')
}

/**
 * Passcodes out of a carrier's other system: as digits, or as argon2id hashes of the digits. They are read into memory,
 * stand in the staging table under a key that only this run has, and are kept as every passcode is. They stand in no
 * reject file, summary or event.
 */
export function importPasscodes(
  into: ImportInto,
  source: Source,
  options: ImportOptions,
  secrets: SecretBox,
): Promise<ImportSummary> {
  const run = runKey()
  const plan: ImportPlan = {
    kind: 'passcodes',
    table: 'staged_passcodes',
    fields: [
      { name: 'account_id', read: accountNumber },
      { name: 'passcode', read: passcode, column: 'optional', value: 'optional', shown: 'never' },
      { name: 'passcode_hash', read: hashed, column: 'optional', value: 'optional', shown: 'never' },
    ],
    check: ([, digits, hash]) =>
      (digits === null) === (hash === null)
        ? { field: 'passcode', because: 'each row has a passcode or a hash of one, and not both' }
        : null,
    stage: ([accountId = '', digits, hash]) => {
      const text = digits ?? hash ?? ''
      return [accountId, run.close(text), run.mark(`${accountId} ${text}`)]
    },
    columns: [
      ['account_id', 'text'],
      ['closed', 'text'],
      ['mark', 'text'],
    ],
    async settle(work, table) {
      await settleRepeats(work, table, ['account_id'], ['mark'], 'account_id')
      await rejectUnknownAccounts(work, table)
      return writePasscodes(work, table, { secrets, open: run.open })
    },
  }
  return runImport(into, plan, source, options)
}

/** A key that is gone when the run is over: what it closed in the staging table nobody opens, wherever a copy was left. */
function runKey() {
  const key = randomBytes(32)
  return {
    close(text: string): string {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      return Buffer.concat([
        nonce,
        cipher.update(text, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]).toString('base64')
    },
    open(closed: string): string {
      const bytes = Buffer.from(closed, 'base64')
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      cipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('utf8')
    },
    /** By which two rows that say the same are known. */
    mark: (text: string): string => createHmac('sha256', key).update(text).digest('base64'),
  }
}
