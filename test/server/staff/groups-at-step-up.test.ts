import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Walker } from '#test/drills/browser-walk.ts'
import { startIdentityProvider } from '#test/drills/identity-provider.ts'
import { askedDesk } from '#test/support/asked-desk.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const idp = await startIdentityProvider()
const folder = mkdtempSync(join(tmpdir(), 'makeright-groups-'))
afterAll(async () => {
  await idp.end()
  rmSync(folder, { recursive: true })
})
writeFileSync(join(folder, 'secret'), `${idp.clientSecret}\n`, { mode: 0o600 })
const groups = [
  { group: 'desk-managers', role: 'manager', level: 'manager' },
  { group: 'desk-agents', role: 'agent', level: 'agent' },
]
writeFileSync(join(folder, 'groups.json'), JSON.stringify(groups))
const desk = await askedDesk(database, {
  OIDC_ISSUER: idp.issuer,
  OIDC_CLIENT_ID: idp.clientId,
  OIDC_CLIENT_SECRET_FILE: join(folder, 'secret'),
  OIDC_GROUPS_FILE: join(folder, 'groups.json'),
})
const origin = `http://127.0.0.1:${desk.port}`
idp.go([`${origin}/oidc/return`])

/** Goes to the provider and comes back; whoever was signed in there signs in anew. */
async function walk(walker: Walker, path: string): Promise<number> {
  walker.forget(idp.issuer)
  const returned = await walker.walk(`${origin}${path}`, (to) => to.startsWith(`${origin}/oidc/return`))
  return (await walker.step(returned.location ?? origin)).status
}
const tokenOf = (walker: Walker) => walker.cookie(origin, 'makeright')
const roleOf = async (token: string | null): Promise<string | null> =>
  JSON.parse((await desk.call('staff.desk', {}, token)).body).result?.data?.role ?? null

test('a step-up at the provider holds what the groups say then; without a group everything that was open ends', async () => {
  idp.person = { sub: 'pat', name: 'Pat Provider', groups: ['desk-managers'] }
  const [here, there] = [new Walker(), new Walker()]
  for (const walker of [here, there]) expect(await walk(walker, '/oidc/start')).toBe(303)
  const before = tokenOf(here)
  expect(await roleOf(before)).toBe('manager')

  idp.person = { ...idp.person, groups: ['desk-agents'] }
  expect(await walk(here, '/oidc/start?for=step-up')).toBe(303)
  expect(await roleOf(tokenOf(here))).toBe('agent')
  expect(await roleOf(before)).toBeNull()
  expect(await roleOf(tokenOf(there))).toBeNull()

  const last = tokenOf(here)
  idp.person = { ...idp.person, groups: ['elsewhere'] }
  expect(await walk(here, '/oidc/start?for=step-up')).toBe(403)
  expect(tokenOf(here)).toBeNull()
  expect(await roleOf(last)).toBeNull()
  expect(await deskJournal(database, 'step-up')).toMatchObject([
    { actor: 'Pat Provider', outcome: 'done', detail: { role: 'agent', changed: true } },
    { actor: 'Pat Provider', outcome: 'refused', detail: { because: 'no group', ended: 1 } },
  ])
  // One event for it, and none of a sign-in that was refused.
  expect((await deskJournal(database, 'sign-in')).filter(({ outcome }) => outcome !== 'done')).toEqual([])
})
