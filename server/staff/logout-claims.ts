import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'

export type LogoutClaims = { tokenId: string; subject: string | null; session: string | null }

const event = 'http://schemas.openid.net/event/backchannel-logout'
const tolerance = 300
/** Of the provider's own name for a session: what `sessions` holds. */
export const longestSession = 200
/** What a provider signs with; `none` and shared secrets are not among them. */
const algorithms: Record<string, { hash: string | null; kty: string; ecdsa?: true; pss?: true }> = {
  RS256: { hash: 'sha256', kty: 'RSA' },
  PS256: { hash: 'sha256', kty: 'RSA', pss: true },
  ES256: { hash: 'sha256', kty: 'EC', ecdsa: true },
  EdDSA: { hash: null, kty: 'OKP' },
}

type Expected = { issuer: string; clientId: string; now: Date }

/**
 * What a log-out token says, or null when it is not one of this provider for this desk (OpenID Connect Back-Channel
 * Logout 1.0, 2.6): signature, issuer, audience, time, the event, and no nonce, or an ID token would do.
 */
export function logoutClaims(token: string, expected: Expected, keys: JsonWebKey[]): LogoutClaims | null {
  const parts = token.split('.')
  const header = json(parts[0])
  return header && isSigned(parts, header, keys) ? unsignedClaims(token, expected) : null
}

/** The same but for the signature: what is none by its looks is refused before anybody is asked for keys. */
export function unsignedClaims(token: string, { issuer, clientId, now }: Expected): LogoutClaims | null {
  const parts = token.split('.')
  const claims = json(parts[1])
  if (parts.length !== 3 || !claims) return null
  const seconds = now.getTime() / 1000
  const { iss, aud, iat, exp, jti, events, sub, sid } = claims
  const audience = Array.isArray(aud) ? aud : [aud]
  const isOurs = iss === issuer && audience.includes(clientId)
  const isNow =
    typeof iat === 'number' &&
    Math.abs(seconds - iat) <= tolerance &&
    (exp === undefined || (typeof exp === 'number' && exp > seconds - 5))
  const isLogout = typeof events === 'object' && events !== null && event in events && !('nonce' in claims)
  const subject = typeof sub === 'string' ? sub : null
  const session = typeof sid === 'string' ? sid : null
  if (!isOurs || !isNow || !isLogout || typeof jti !== 'string' || jti === '' || jti.length > 255) return null
  if (session !== null && session.length > longestSession) return null
  return subject === null && session === null ? null : { tokenId: jti, subject, session }
}

function isSigned(parts: string[], header: Record<string, unknown>, keys: JsonWebKey[]): boolean {
  const [head = '', body = '', signature = ''] = parts
  const algorithm = Object.hasOwn(algorithms, String(header.alg)) ? algorithms[String(header.alg)] : undefined
  if (!algorithm || 'crit' in header) return false
  const fitting = keys.filter(
    (key) =>
      key.kty === algorithm.kty &&
      (header.kid === undefined || key.kid === header.kid) &&
      (key.use === undefined || key.use === 'sig') &&
      (key.alg === undefined || key.alg === header.alg),
  )
  return fitting.some((jwk) => {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const options = {
      key,
      ...(algorithm.ecdsa ? { dsaEncoding: 'ieee-p1363' as const } : {}),
      ...(algorithm.pss ? { padding: 6, saltLength: 32 } : {}),
    }
    return verify(
      algorithm.hash,
      Buffer.from(`${head}.${body}`),
      options,
      Buffer.from(signature, 'base64url'),
    )
  })
}

function json(part: string | undefined): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}
