import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { asTheDesk, outageId, programme } from '#test/support/desk.ts'
import { openJourneys } from '#test/support/journey.ts'
import { live, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

/** The $5 only for whoever lost an hour or more: so it matters when the outage ended. */
const anHour: Programme = {
  ...programme,
  version: 2,
  eligibility: [...programme.eligibility],
  unit: { of: 'line' },
  benefits: programme.benefits.map((benefit) => ({
    ...benefit,
    when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 4 * 3600 }],
  })),
  supersession: { supersedes: 1, mode: 'delta' },
}

test('a manager proposes another window, sees what it would do, and a second one puts it in force; the excess is taken back by a run of its own', async () => {
  const { database, sit } = journeys
  await asTheDesk(database, (work) => publishAsDemoPeople(work, anHour))
  const [morgan, marta, alex] = [await sit('morgan'), await sit('marta', { dark: true }), await sit('alex')]
  await morgan.goto('/outages')
  await morgan.getByRole('main').getByRole('link').first().click()
  await sees(morgan, 'Which window counts')
  await live(morgan)
  await sees(morgan, 'Say whose word it is.')
  await morgan.getByLabel('Ended', { exact: true }).fill('2024-02-22 02:00')
  await sees(morgan, 'It ends after it begins.')
  await morgan.getByLabel('Ended', { exact: true }).fill('2024-02-22 06:00')
  await sees(morgan, /shorter$/)
  await morgan.getByLabel('Whose word it is').fill('The regulator’s report')
  await morgan.getByLabel('Why', { exact: true }).fill('The core was back by six.')
  await morgan.getByRole('button', { name: 'Work out what it would do' }).click()
  await sees(morgan, 'The proposed window')
  await sees(morgan, 'Over-credited')
  await sees(morgan, 'You proposed this window: another manager puts it in force.')
  const over = morgan.getByRole('list', { name: 'Over-credited, a sample' })
  await over.waitFor()

  const place = new URL(morgan.url()).pathname
  await alex.goto(place)
  await sees(alex, 'Which accounts they are is for those who decide.')
  const before = await given()

  await marta.goto(place)
  await sees(marta, '“The core was back by six.”')
  await marta.getByRole('button', { name: 'Put it in force' }).click()
  await sees(marta, 'Windows decided')
  await sees(morgan, 'put in force')
  expect(await given()).toBe(before)

  await morgan
    .getByRole('link', { name: /pays what a new adjudication adds/ })
    .first()
    .click()
  await sees(morgan, /accounts have .* too much/)
  await morgan.getByLabel('Why pause or stop').fill('The window is shorter.')
  await morgan.getByRole('button', { name: 'Propose taking back what is too much' }).click()
  await sees(morgan, /takes back what was too much$/)
  await sees(morgan, 'You asked for this run: another manager has to approve it.')
  await marta.goto(new URL(morgan.url()).pathname)
  await marta.getByRole('button', { name: 'Approve and begin' }).click()
  await sees(marta, 'It is over.')
  expect(await given()).toBeLessThan(before)
})

/** What the programme's credits come to, by the ledger. */
async function given(): Promise<number> {
  const found = await sql<{ minor: number }>`
    select coalesce(sum(case kind when 'reverse' then -amount else amount end), 0)::int as minor from transfers t
    where credit_id in (select credit_id from credits k where k.account_id = t.account_id and k.outage_id = ${outageId})`.execute(
    journeys.database.db,
  )
  return found.rows[0]?.minor ?? 0
}
