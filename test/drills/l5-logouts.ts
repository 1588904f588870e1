import type { IdentityProvider } from './identity-provider.ts'

const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens that end nobody's session: each is nearly a log-out of this provider for this desk. */
export async function logoutLies(idp: IdentityProvider): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000)
  const good = { iss: idp.issuer, aud: idp.clientId, iat: now, jti: 'lie', sub: 'leaver', events: event }
  const { keys } = idp
  return {
    'not signed': `${part({ alg: 'none' })}.${part(good)}.`,
    'another key': await idp.signAgain(good, { ...keys.next, kid: keys.used.kid as string }),
    'an unknown key': await idp.signAgain(good, { ...keys.next, kid: 'three' }),
    'another issuer': await idp.signAgain({ ...good, iss: 'http://127.0.0.1:9' }),
    'another desk': await idp.signAgain({ ...good, aud: 'other' }),
    'an ID token': await idp.signAgain({ ...good, nonce: 'n' }),
    'no event': await idp.signAgain({ ...good, events: {} }),
    'of yesterday': await idp.signAgain({ ...good, iat: now - 86_400 }),
    'run out': await idp.signAgain({ ...good, exp: now - 60 }),
    nobody: await idp.signAgain({ iss: idp.issuer, aud: idp.clientId, iat: now, jti: 'lie', events: event }),
    'without a number': await idp.signAgain({
      iss: idp.issuer,
      aud: idp.clientId,
      iat: now,
      sub: 'leaver',
      events: event,
    }),
    'not a token': 'a.b',
  }
}
