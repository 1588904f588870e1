import { randomInt } from 'node:crypto'
import { recoveryLetters } from '#shared/staff/sign-on.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { recoveryHash } from './check-code.ts'

const many = 10
const part = (): string =>
  Array.from({ length: 6 }, () => recoveryLetters[randomInt(recoveryLetters.length)]).join('')

/** Ten codes for the day when the phone is lost: shown once, kept as hashes, each good once. Earlier ones are void. */
export async function makeRecoveryCodes(work: Work): Promise<string[]> {
  const { staffId } = actorOf(work)
  const confirmed = await work.tx
    .selectFrom('secondFactors')
    .select('staffId')
    .where('staffId', '=', staffId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
  if (!confirmed) throw new Refusal('NOT_FOUND', 'Recovery codes go with a second factor: set it up first.')
  await work.tx.deleteFrom('recoveryCodes').where('staffId', '=', staffId).execute()
  const codes = Array.from({ length: many }, () => [part(), part(), part(), part()].join('-'))
  await work.tx
    .insertInto('recoveryCodes')
    .values(codes.map((code) => ({ staffId, codeHash: recoveryHash(staffId, code), usedAt: null })))
    .execute()
  return codes
}
