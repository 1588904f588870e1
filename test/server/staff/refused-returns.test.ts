import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { askedDesk } from '#test/support/asked-desk.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const folder = mkdtempSync(join(tmpdir(), 'makeright-returns-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'secret'), 'the secret of a desk, long enough\n', { mode: 0o600 })
writeFileSync(join(folder, 'groups.json'), '[{ "group": "desk-agents", "role": "agent", "level": "agent" }]')
const desk = await askedDesk(database, {
  // Nobody is asked: these returns were not begun here.
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'desk',
  OIDC_CLIENT_SECRET_FILE: join(folder, 'secret'),
  OIDC_GROUPS_FILE: join(folder, 'groups.json'),
})

test('of the refused returns of one address a hundred a minute are written down, and the last of them says so', async () => {
  for (let time = 0; time < 110; time += 1) expect((await desk.ask('GET', '/oidc/return')).status).toBe(401)
  const written = await deskJournal(database, 'sign-in')
  expect(written).toHaveLength(100)
  expect(written.filter(({ detail }) => detail.more === 'left out')).toEqual(written.slice(-1))
})
