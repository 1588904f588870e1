import type { JsonWebKey } from 'node:crypto'
import * as oidc from 'openid-client'
import type { Role } from '#shared/staff/roles.ts'
import { signInLimits } from '#shared/staff/sign-on.ts'
import { Refusal } from '../refusal.ts'
import { longestSession } from './logout-claims.ts'

export type GroupRole = { group: string; role: Role; level: string | null }
export type ProviderSettings = {
  /** Exactly as the provider writes it. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What people call it: "Sign in with …". */
  name: string
  scope: string
  groupsClaim: string
  /** How people have to have shown who they are there, in the provider's words (acr or amr): one of these, or anyhow. */
  strengths: readonly string[]
  /** The first group that somebody has decides. */
  groups: readonly GroupRole[]
}
/** What goes along with somebody who is sent to the provider, and is compared when they come back. */
export type Carried = { state: string; nonce: string; verifier: string }
export type Claims = {
  subject: string
  name: string
  groups: string[]
  /** The provider's own session, by which it tells of a log-out. */
  session: string | null
  /** When they last showed there who they are; null when the provider does not say. */
  shownAt: Date | null
}
export type Provider = {
  settings: ProviderSettings
  /** Where to send a browser, and what to keep for its return. */
  leave(redirect: string, stepUp: boolean): Promise<{ url: URL; carried: Carried }>
  /** Who came back. Throws when anything of the answer is not as it must be. */
  arrive(url: URL, carried: Carried, stepUp: boolean): Promise<Claims>
  /** The provider's public keys. */
  keys(): Promise<JsonWebKey[]>
}

/** The provider does not answer, or answers with trouble of its own: open sessions go on, signing in waits. */
export class ProviderDown extends Error {}

const answersWithin = 5
/** A step-up asks for a sign-in there that is this new. */
const newWithin = 60

/**
 * OpenID Connect by openid-client: authorization code with PKCE, state and nonce; the issuer exactly; the ID token's
 * signature checked although it comes over TLS; userinfo of the same subject. Discovered when first asked, and again after
 * a failure, so that a desk starts whether or not the provider is there.
 */
export function openProvider(settings: ProviderSettings): Provider {
  let discovered: Promise<oidc.Configuration> | null = null
  const discover = () => {
    discovered ??= oidc
      .discovery(
        new URL(settings.issuer),
        settings.clientId,
        { client_secret: settings.clientSecret },
        oidc.ClientSecretBasic(settings.clientSecret),
        {
          timeout: answersWithin,
          execute: [
            oidc.enableNonRepudiationChecks,
            // The configuration takes plain http for this machine only.
            ...(settings.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
          ],
        },
      )
      .then((config) => {
        if (config.serverMetadata().issuer !== settings.issuer) throw new Error('another issuer')
        return config
      })
      .catch((error: unknown) => {
        discovered = null
        throw downOr(error)
      })
    return discovered
  }
  return {
    settings,
    async leave(redirect, stepUp) {
      const config = await discover()
      const carried = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: settings.scope,
        state: carried.state,
        nonce: carried.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(carried.verifier),
        code_challenge_method: 'S256',
        ...(settings.strengths.length > 0 ? { acr_values: settings.strengths.join(' ') } : {}),
        // Asking for an age makes the provider say when somebody signed in there (OpenID Connect Core 1.0, 2).
        ...(stepUp ? { max_age: '0', prompt: 'login' } : { max_age: `${signInLimits.absoluteHours * 3600}` }),
      })
      return { url, carried }
    },
    async arrive(url, carried, stepUp) {
      const config = await discover()
      try {
        const tokens = await oidc.authorizationCodeGrant(config, url, {
          expectedState: carried.state,
          expectedNonce: carried.nonce,
          pkceCodeVerifier: carried.verifier,
          idTokenExpected: true,
          ...(stepUp ? { maxAge: newWithin } : {}),
        })
        const token = tokens.claims()
        if (!token) throw new Error('no ID token')
        insistOnStrength(settings, token)
        const info = config.serverMetadata().userinfo_endpoint
          ? await oidc.fetchUserInfo(config, tokens.access_token, token.sub)
          : {}
        const claims: Record<string, unknown> = { ...info, ...token }
        const groups = claims[settings.groupsClaim]
        return {
          subject: token.sub,
          name: text(claims.name) ?? text(claims.preferred_username) ?? token.sub,
          groups: Array.isArray(groups) ? groups.filter((each) => typeof each === 'string') : [],
          session: sessionIn(claims.sid),
          shownAt: token.auth_time === undefined ? null : new Date(token.auth_time * 1000),
        }
      } catch (error) {
        throw downOr(error)
      }
    },
    async keys() {
      const { jwks_uri } = (await discover()).serverMetadata()
      if (!jwks_uri) throw new ProviderDown('the provider names no keys')
      try {
        const answer = await fetch(jwks_uri, {
          redirect: 'error',
          signal: AbortSignal.timeout(answersWithin * 1000),
        })
        const { keys } = (await answer.json()) as { keys?: JsonWebKey[] }
        return keys ?? []
      } catch (cause) {
        throw new ProviderDown('the keys could not be read', { cause })
      }
    },
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 120) : undefined

/** What was asked for is not what was done until the signed token says so (OpenID Connect Core 1.0, 2 and 5.5.1.1). */
function insistOnStrength(
  { strengths, name }: ProviderSettings,
  { acr, amr }: Readonly<Record<string, unknown>>,
): void {
  const shown: unknown[] = [acr, ...(Array.isArray(amr) ? amr : [])]
  if (strengths.length > 0 && !strengths.some((each) => shown.includes(each)))
    throw new Refusal(
      'NOT_ALLOWED',
      `${name} did not ask you for what this desk demands, a second factor perhaps. Ask whoever looks after it.`,
    )
}

/** Kept whole, or a log-out that names it would end nothing. */
function sessionIn(sid: unknown): string | null {
  if (sid === undefined) return null
  if (typeof sid !== 'string' || sid.length > longestSession) throw new Error('a session that cannot be kept')
  return sid
}

/** Nobody there, too slow, or a 5xx: trouble of the provider. Anything else is a wrong answer, and is refused. */
function downOr(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const status =
    cause instanceof Response ? cause.status : Number((error as { status?: unknown }).status ?? 0)
  const silent =
    code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || (error instanceof TypeError && code === undefined)
  return silent || status >= 500 ? new ProviderDown(error.message, { cause: error }) : error
}
