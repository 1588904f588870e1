import { expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { fillForm, signedIn, tokenOf } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { balanceOf, furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

test('a stop in one process holds in the other at its very next posting, and so does lifting it', {
  timeout: 60_000,
}, async () => {
  const target = await freshTarget()
  const one = await openDatabase(target)
  await furnishDesk(one)
  // Only PostgreSQL has a second process; the embedded database has one by its lock.
  const two = databaseKind === 'postgres' ? await openDatabase(target) : one
  const [here, there] = [await httpDesk(one), await httpDesk(two)]
  const [manager, agent] = [await tokenOf(one, 'morgan'), await tokenOf(one, 'alex')]
  const alex = await signedIn(one, 'alex')
  for (let round = 0; round < 10; round += 1) {
    const { input } = await fillForm(alex, await addAccount(one), { amount: 500n })
    const stopped = await here.ask(manager, 'staff.stop', { scope: 'manual', reason: `drill ${round}` })
    expect(stopped.status).toBe(200)
    const refused = await there.ask(agent, 'adjustments.give', input)
    expect([refused.status, refused.envelope?.code]).toEqual([422, 'STOPPED'])
    expect(refused.envelope?.message).toContain('You can still ask for it')
    expect(await balanceOf(one, input.accountId)).toBe(0n)

    const desk = await there.ask(agent, 'staff.desk', null)
    const stops = desk.data?.stops as { switchId: string }[]
    await there.ask(manager, 'staff.lift', { switchId: stops[0]?.switchId })
    expect((await here.ask(agent, 'adjustments.give', input)).status).toBe(200)
    expect(await balanceOf(one, input.accountId)).toBe(500n)
  }
  if (two !== one) await two.close()
  await one.close()
})
