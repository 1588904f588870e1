import { createHmac, createPublicKey } from 'node:crypto'
import { decodeJwt, type JWK } from 'jose'
import { sql } from 'kysely'
import type { Walker } from './browser-walk.ts'
import type { IdentityProvider, Tamper } from './identity-provider.ts'
import type { World } from './world.ts'

/** What one lie has to work with: the way back to the desk with a good code, before it is walked. */
export type Scene = { idp: IdentityProvider; world: World; walker: Walker; origin: string }
export type Lie = {
  /** Set before the browser leaves. */
  tamper?: (idp: IdentityProvider) => Tamper
  /** Changes the address that the browser comes back to. */
  back?: (url: URL, scene: Scene) => void | Promise<void>
  /** 503 where the provider has trouble; otherwise refused. */
  status?: number
}

type Claims = Record<string, unknown>
const claimed =
  (change: (claims: Claims) => Claims, key?: (idp: IdentityProvider) => JWK, header?: Claims) =>
  (idp: IdentityProvider): Tamper => ({
    token: async (body) => {
      const claims = change(decodeJwt(String(body.id_token)) as Claims)
      return { ...body, id_token: await idp.signAgain(claims, key?.(idp), header) }
    },
  })
const without = (name: string) => (claims: Claims) => {
  const { [name]: _left, ...rest } = claims
  return rest
}
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)

/** An ID token that is put together by hand. */
const forged =
  (header: Claims, sign: (text: string, idp: IdentityProvider) => string) =>
  (idp: IdentityProvider): Tamper => ({
    token: (body) => {
      const text = `${part(header)}.${part(decodeJwt(String(body.id_token)))}`
      return { ...body, id_token: `${text}.${sign(text, idp)}` }
    },
  })
const hmac = (secret: string | Buffer) => (text: string) =>
  createHmac('sha256', secret).update(text).digest('base64url')
const publicPem = ({ keys }: IdentityProvider): string =>
  createPublicKey({ key: keys.used as never, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  }) as string

/** Everything that must not sign anybody in; openid-client's conformance list and our own. */
export const lies: Record<string, Lie> = {
  'state missing': { back: (url) => url.searchParams.delete('state') },
  'state wrong': { back: (url) => url.searchParams.set('state', 'A'.repeat(43)) },
  'another browser': {
    back: (_url, { walker, origin }) => walker.setCookie(origin, 'makeright-step', 'B'.repeat(43)),
  },
  'no browser of ours': {
    back: (_url, { walker, origin }) => walker.setCookie(origin, 'makeright-step', 'x'),
  },
  'too long ago': {
    back: async (_url, { world }) =>
      void (await sql`update provider_steps set made_at = made_at - interval '11 minutes'`.execute(
        world.database.db,
      )),
  },
  'code missing': { back: (url) => url.searchParams.delete('code') },
  'code wrong': { back: (url) => url.searchParams.set('code', 'C'.repeat(43)) },
  'issuer of the answer wrong': { back: (url) => url.searchParams.set('iss', 'http://127.0.0.1:9') },
  'issuer of the answer missing': { back: (url) => url.searchParams.delete('iss') },
  'error instead of a code': {
    back: (url) => {
      url.searchParams.delete('code')
      url.searchParams.set('error', 'access_denied')
    },
  },
  'verifier wrong': {
    back: async (_url, { world }) =>
      void (await sql`update provider_steps set verifier = ${'D'.repeat(43)}`.execute(world.database.db)),
  },
  'nonce wrong': { tamper: claimed((claims) => ({ ...claims, nonce: 'other' })) },
  'nonce missing': { tamper: claimed(without('nonce')) },
  'issuer wrong': { tamper: claimed((claims) => ({ ...claims, iss: 'http://127.0.0.1:9' })) },
  'audience wrong': { tamper: claimed((claims) => ({ ...claims, aud: 'other' })) },
  'audiences without a party': { tamper: claimed((claims) => ({ ...claims, aud: ['desk', 'other'] })) },
  'party wrong': { tamper: claimed((claims) => ({ ...claims, aud: ['desk', 'other'], azp: 'other' })) },
  'token run out': { tamper: claimed((claims) => ({ ...claims, exp: now() - 3600 })) },
  'token without an end': { tamper: claimed(without('exp')) },
  'token without a beginning': { tamper: claimed(without('iat')) },
  'token of tomorrow': { tamper: claimed((claims) => ({ ...claims, nbf: now() + 86_400 })) },
  'nobody named': { tamper: claimed(without('sub')) },
  'not signed': { tamper: forged({ alg: 'none' }, () => '') },
  'signed with the public key': {
    tamper: forged({ alg: 'HS256' }, (text, idp) => hmac(publicPem(idp))(text)),
  },
  'signed with the client’s secret': {
    tamper: forged({ alg: 'HS256' }, (text, idp) => hmac(idp.clientSecret)(text)),
  },
  'signed with an unknown key': {
    tamper: claimed(
      (claims) => claims,
      (idp) => ({ ...idp.keys.next, kid: 'three' }),
    ),
  },
  'signed with another key': {
    tamper: claimed(
      (claims) => claims,
      (idp) => ({ ...idp.keys.next, kid: idp.keys.used.kid as string }),
    ),
  },
  'signature broken': {
    tamper: () => ({
      token: (body) => ({ ...body, id_token: `${String(body.id_token).slice(0, -8)}AAAAAAAA` }),
    }),
  },
  'no ID token': { tamper: () => ({ token: ({ id_token: _left, ...rest }) => rest }) },
  'another person in userinfo': {
    tamper: () => ({ userinfo: (body) => ({ ...body, sub: 'somebody-else' }) }),
  },
  'token endpoint in trouble': { tamper: () => ({ status: { path: '/token', status: 500 } }), status: 503 },
  'userinfo in trouble': { tamper: () => ({ status: { path: '/me', status: 502 } }), status: 503 },
  'token endpoint slow': { tamper: () => ({ hang: '/token' }), status: 503 },
}
