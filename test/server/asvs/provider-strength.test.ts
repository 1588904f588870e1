import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { Walker } from '#test/drills/browser-walk.ts'
import { startIdentityProvider } from '#test/drills/identity-provider.ts'
import { askedDesk } from '#test/support/asked-desk.ts'
import { openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const idp = await startIdentityProvider()
const folder = mkdtempSync(join(tmpdir(), 'makeright-strength-'))
afterAll(async () => {
  await idp.end()
  rmSync(folder, { recursive: true })
})
const kept = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}
const desk = await askedDesk(database, {
  OIDC_ISSUER: idp.issuer,
  OIDC_CLIENT_ID: idp.clientId,
  OIDC_CLIENT_SECRET_FILE: kept('secret', `${idp.clientSecret}\n`),
  OIDC_GROUPS_FILE: kept('groups', '[{ "group": "desk-agents", "role": "agent", "level": "agent" }]'),
  OIDC_STRENGTH: 'urn:two-factors mfa',
})
const origin = `http://127.0.0.1:${desk.port}`
idp.go([`${origin}/oidc/return`])
idp.person = { sub: 'strong', name: 'Strong', groups: ['desk-agents'] }

/** Comes back with a token that says this of how the person was asked, signed by the provider's own key. */
async function signInWith(more: Record<string, unknown>): Promise<[status: number, isIn: boolean]> {
  const walker = new Walker()
  const returned = await walker.walk(`${origin}/oidc/start`, (to) => to.startsWith(`${origin}/oidc/return`))
  idp.tamper = {
    token: async (body) => ({
      ...body,
      id_token: await idp.signAgain({ ...decodeJwt(String(body.id_token)), ...more }),
    }),
  }
  const { status } = await walker.step(returned.location ?? '')
  idp.tamper = {}
  return [status, walker.cookie(origin, 'makeright') !== null]
}

test('v5.0.0-6.3.3 v5.0.0-6.8.4 where the operator demands a strength of the provider, only a token that says so, in acr or amr, signs in', async () => {
  const asked = await new Walker().step(`${origin}/oidc/start`)
  expect(new URL(asked.location ?? '').searchParams.get('acr_values')).toBe('urn:two-factors mfa')
  for (const weak of [{}, { acr: 'urn:one' }, { amr: ['pwd'] }, { amr: 'mfa' }, { acr: ['mfa'] }])
    expect([weak, await signInWith(weak)]).toEqual([weak, [403, false]])
  expect(await signInWith({ acr: 'urn:two-factors' })).toEqual([303, true])
  expect(await signInWith({ amr: ['pwd', 'mfa'] })).toEqual([303, true])
})
