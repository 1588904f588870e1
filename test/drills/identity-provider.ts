import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export type Person = { sub: string; name: string; groups: string[]; email?: string }
/** What the drill does to an answer of the provider before the desk gets it. */
export type Tamper = {
  token?: (body: Record<string, unknown>) => unknown
  userinfo?: (body: Record<string, unknown>) => unknown
  discovery?: (body: Record<string, unknown>) => unknown
  status?: { path: string; status: number }
  hang?: string
}
export type IdentityProvider = {
  issuer: string
  clientId: string
  clientSecret: string
  /** Who is signed in at the provider when a browser comes. */
  person: Person
  tamper: Tamper
  /** Keys of the provider, public and private: the drill signs what it must not be possible to sign. */
  keys: { used: JWK; next: JWK }
  signAgain(claims: Record<string, unknown>, key?: JWK, header?: Record<string, unknown>): Promise<string>
  go(redirect: string[]): void
  down(): Promise<void>
  up(): Promise<void>
  end(): Promise<void>
}

const clientSecret = randomBytes(24).toString('base64url')

/**
 * A real OpenID provider on the loopback, behind a front that can change its answers. Whoever comes is signed in at once
 * as `person`: what the provider's own pages look like is not ours to test.
 */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  // Loaded here: it takes as long as half a desk, and no other drill needs it.
  const { default: Provider } = await import('oidc-provider')
  const [used, next] = (await Promise.all(['one', 'two'].map(newKey))) as [JWK, JWK]
  const inner = createServer()
  const front = createServer((incoming, outgoing) => void pass(incoming, outgoing))
  const innerPort = await listen(inner, 0)
  const port = await listen(front, 0)
  const issuer = `http://127.0.0.1:${port}`
  const idp: IdentityProvider = {
    issuer,
    clientId: 'desk',
    clientSecret,
    person: { sub: 'sub-0', name: 'Nobody Yet', groups: [] },
    tamper: {},
    keys: { used, next },
    signAgain: async (claims, key = used, header = {}) => {
      const { importJWK } = await import('jose')
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
        .sign(await importJWK(key, 'RS256'))
    },
    go: (redirects) => serveOn(redirects),
    down: () => close(front),
    up: async () => void (await listen(front, port)),
    end: async () => {
      await Promise.all([close(front), close(inner)])
    },
  }

  function serveOn(redirects: string[]): void {
    const client = (id: string) => ({
      client_id: id,
      client_secret: clientSecret,
      redirect_uris: redirects,
      response_types: ['code' as const],
      grant_types: ['authorization_code' as const],
      token_endpoint_auth_method: 'client_secret_basic' as const,
    })
    const provider = new Provider(issuer, {
      clients: [client('desk'), client('other')],
      jwks: { keys: [used, next] as never },
      cookies: { keys: ['a', 'b'] },
      claims: { openid: ['sub', 'sid'], profile: ['name', 'groups', 'email'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...idp.person, sub }) }),
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client?.clientId,
          accountId: ctx.oidc.session?.accountId,
        })
        grant.addOIDCScope('openid profile')
        await grant.save()
        return grant
      },
    })
    provider.use(async (ctx, following) => {
      if (!ctx.path.startsWith('/interaction/')) return following()
      await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: idp.person.sub } })
      ctx.respond = false
    })
    provider.on('server_error', (_ctx, error) => process.stderr.write(`provider: ${error.message}\n`))
    inner.removeAllListeners('request')
    inner.on('request', provider.callback())
  }

  /** Hands a call to the provider and its answer, as it is or changed, to whoever asked. */
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', issuer).pathname
    const { tamper } = idp
    if (tamper.hang === path) return
    if (tamper.status?.path === path) return void outgoing.writeHead(tamper.status.status).end('{}')
    const asked = request(
      {
        port: innerPort,
        host: '127.0.0.1',
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      async (answer) => {
        const change =
          path === '/token'
            ? tamper.token
            : path === '/me'
              ? tamper.userinfo
              : path.includes('.well-known')
                ? tamper.discovery
                : undefined
        if (!change || answer.statusCode !== 200) {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          return void answer.pipe(outgoing)
        }
        const parts: Buffer[] = []
        for await (const part of answer) parts.push(part as Buffer)
        const changed = await change(JSON.parse(Buffer.concat(parts).toString()))
        const body = JSON.stringify(changed)
        outgoing.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        })
        outgoing.end(body)
      },
    )
    asked.on('error', () => outgoing.destroy())
    incoming.pipe(asked)
  }
  return idp
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })
