import { sql } from 'kysely'
import { nameWords } from '#shared/accounts/name-words.ts'
import type { Work } from '../work.ts'

/** What every made-up customer says. The panel of a demo shows it; a desk that is none never believes it. */
export const demoPasscode = '220224'
export const demoBusinessContact = 'Jordan Lee'

/** One contact on file for each business of the demo, so that this way can be tried too. */
export async function addDemoBusinessContacts(work: Work): Promise<void> {
  await sql`insert into business_contacts (account_id, name_words, name)
    select account_id, ${nameWords(demoBusinessContact)}, ${demoBusinessContact} from accounts where type in ('business', 'small_business')`.execute(
    work.tx,
  )
}
