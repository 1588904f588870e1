import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { asTheDesk, outageId, programme } from '#test/support/desk.ts'
import { openJourneys } from '#test/support/journey.ts'
import { live, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

/** The $5 raised to $8: whoever had the first credit is due three dollars more. */
const raised: Programme = {
  ...programme,
  version: 2,
  benefits: programme.benefits.map((benefit) => ({ ...benefit, gives: { form: 'flat', minor: '800' } })),
  supersession: { supersedes: 1, mode: 'delta' },
}

test('a raised programme pays the difference, watched from its plan over a canary and a pause to its end', async () => {
  const { database, sit } = journeys
  await asTheDesk(database, async (work) => {
    await setBudget(work, { outageId, purpose: 'automatic', total: 5_000_000n, currency: 'USD' })
    await publishAsDemoPeople(work, raised)
  })
  const [morgan, alex] = [await sit('morgan'), await sit('alex', { width: 1280, height: 720 })]
  await morgan.goto('/runs')
  await live(morgan)
  await morgan.getByRole('button', { name: 'Plan a run' }).click()
  await morgan.waitForURL(/\/runs\/\d+$/)
  await sees(morgan, 'planned, nothing paid yet')
  await sees(morgan, 'A sample to look at')
  await sees(morgan, '$3.00')
  await sees(morgan, /Prepaid accounts are not part/)

  await alex.goto(new URL(morgan.url()).pathname)
  await live(alex)
  await sees(alex, 'Only a manager starts, pauses or stops a run.')

  const canary = morgan.getByLabel('Canary: so many accounts first')
  await canary.fill('0')
  await sees(morgan, 'A whole number, at least 1.')
  await canary.fill('7')
  await morgan.getByRole('button', { name: 'Pay the first 7' }).click()
  await sees(morgan, 'canary paid, waiting for a look')
  await sees(alex, 'canary paid, waiting for a look')
  await sees(alex, '$21.00')

  // A manager stops all automatic credits before the rest begins: the run holds itself and says why.
  await asTheDesk(database, (work) =>
    sql`insert into stop_switches (scope, reason, stopped_by) select 'programmes', 'A wrong text.', staff_id from sign_ins where username = 'marta'`.execute(
      work.tx,
    ),
  )
  await morgan.getByRole('button', { name: /^Pay the other/ }).click()
  await sees(morgan, 'Automatic credits are stopped: A wrong text.')
  await sql`update stop_switches set lifted_by = stopped_by, lifted_at = now() where scope = 'programmes'`.execute(
    database.db,
  )

  // Somebody else holds an account of the rest, so the batch is still being paid when Morgan presses Pause.
  await asTheDesk(database, async (work) => {
    await sql`select p.account_id from run_plans p join accounts a using (account_id) where p.run_id = (select max(run_id) from programme_runs) and p.amount > 0
      order by p.account_id desc limit 1 for update of a`.execute(work.tx)
    await morgan.getByRole('button', { name: 'Resume' }).click()
    const pause = morgan.getByRole('button', { name: 'Pause' })
    await pause.waitFor()
    await morgan.getByLabel('Why pause or stop').fill('A look at the notices.')
    await pause.click()
    const asked = sql<{ n: number }>`select count(*)::int as n from programme_runs r
      where r.state = 'paused' or exists (select from pg_locks where locktype = 'advisory' and not granted)`
    await expect.poll(async () => (await asked.execute(work.tx)).rows[0]?.n).toBeGreaterThan(0)
  })
  await sees(morgan, 'A look at the notices.')
  await sees(alex, 'A look at the notices.')
  await morgan.getByRole('button', { name: 'Resume' }).click()
  await sees(morgan, 'It is over.')
  await sees(alex, 'It is over.')

  const wrong = await sql<{ n: number }>`
    select count(*)::int as n from (select account_id, sum(amount) as given from transfers where credit_id is not null and kind = 'post' group by account_id) t
    where given <> 800`.execute(database.db)
  expect(wrong.rows).toEqual([{ n: 0 }])

  // Of the sample one without a person's own adjustment, so that the page's sum is the programme's.
  const plain = await sql<{ accountId: string }>`
    select s ->> 'accountId' as account_id from programme_runs r cross join jsonb_array_elements(r.preview -> 'sample') s
    where r.run_id = (select max(run_id) from programme_runs) and not exists (select from adjustments a where a.account_id = s ->> 'accountId') limit 1`.execute(
    database.db,
  )
  const sample = morgan.getByRole('region', { name: 'A sample to look at' })
  await sample.locator(`a[href*="${plain.rows[0]?.accountId}"]`).click()
  await sees(morgan, '$8.00')
})

test('taking a run back is asked for with a reason and approved by another manager', async () => {
  const { database, sit } = journeys
  const [morgan, marta] = [await sit('morgan'), await sit('marta', { dark: true })]
  await morgan.goto('/runs')
  await morgan
    .getByRole('link', { name: /^Run \d+ pays$/ })
    .first()
    .click()
  await sees(morgan, 'Ask to take the run back')
  await sees(morgan, 'Say why first.')
  await morgan.getByLabel('Why take it back').fill('It was the wrong version.')
  await morgan.getByRole('button', { name: 'Ask to take the run back' }).click()
  await sees(morgan, /^Run \d+ takes back$/)
  await sees(morgan, 'You asked for this run: another manager has to approve it.')

  await marta.goto(new URL(morgan.url()).pathname)
  await sees(marta, '“It was the wrong version.”')
  await marta.getByRole('button', { name: 'Approve and begin' }).click()
  await sees(marta, 'It is over.')
  await sees(morgan, 'It is over.')
  const left = await sql<{ given: number }>`
    select distinct sum(case kind when 'reverse' then -amount else amount end)::int as given from transfers where credit_id is not null group by account_id`.execute(
    database.db,
  )
  expect(left.rows).toEqual([{ given: 500 }])
})
