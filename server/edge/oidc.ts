import express, { type Request, type Response, Router } from 'express'
import type { Logger } from 'pino'
import { isInsideTheDesk } from '#shared/staff/sign-on.ts'
import { boundInvalid } from '../audit/bound-invalid.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import type { Announcer } from '../live/announce.ts'
import { Refusal } from '../refusal.ts'
import { browserNamed } from '../staff/browser-named.ts'
import { cookieOf, stepCookieOf } from '../staff/cookie.ts'
import { hearLogout } from '../staff/hear-logout.ts'
import { logoutClaims, unsignedClaims } from '../staff/logout-claims.ts'
import { type Provider, ProviderDown } from '../staff/open-provider.ts'
import { keepStep, takeStep } from '../staff/provider-steps.ts'
import { sessionOf } from '../staff/sessions.ts'
import { signInByProvider } from '../staff/sign-in-by-provider.ts'
import { stepUpByProvider } from '../staff/step-up-by-provider.ts'
import { inWork, readClock, type Who } from '../work.ts'
import { atThisRate } from './rate-bound.ts'

/** Refused returns of one address that are written down; the log has them all. A whole office may sit behind one. */
const refusalsAMinute = 100

type Parts = { config: Config; provider: Provider; database: Database; announcer: Announcer; log: Logger }

/**
 * The carrier's own sign-in: a browser goes there, comes back with a code, and the provider tells when somebody left.
 * These are addresses that a browser walks to, so what is refused is a page with words and a way back.
 */
export function oidc({ config, provider, database, announcer, log }: Parts): Router {
  const router = Router()
  const { settings } = provider
  router.use(
    // A whole office may sit behind one address and come at nine.
    atThisRate({ most: 300, perSecond: 20 }, (response, seconds) => {
      response.setHeader('retry-after', seconds)
      tell(response, 429, 'Too many sign-ins from here', `Try again in ${seconds} seconds.`)
    }),
  )
  const whoOf = (request: Request, response: Response): Who => ({
    actor: null,
    requestId: response.locals.requestId as string,
    address: (request.ip ?? 'unknown').slice(0, 45),
    tell: announcer.announce.bind(announcer),
  })
  const back = (request: Request): string =>
    new URL('/oidc/return', config.publicUrl ?? `http://${localHost(request)}`).href

  router.get('/start', async (request, response) => {
    const stepUp = request.query.for === 'step-up'
    const token = stepUp ? cookieOf(config, request, response).read() : null
    const session = token ? await sessionOf(database.db, token) : null
    if (stepUp && !session)
      return tell(response, 401, 'Your sign-in has ended', 'Sign in anew; what you typed is kept.')
    try {
      const { url, carried } = await provider.leave(back(request), stepUp)
      const step = await inWork(database, whoOf(request, response), (work) =>
        keepStep(work, {
          ...carried,
          nextPath: insideOnly(request.query.next),
          sessionId: session?.sessionId ?? null,
        }),
      )
      stepCookieOf(config, request, response).write(step)
      response.redirect(303, url.href)
    } catch (error) {
      await refuse(request, response, error)
    }
  })

  router.get('/return', async (request, response) => {
    const cookie = stepCookieOf(config, request, response)
    const token = cookie.read()
    cookie.write(null)
    const who = whoOf(request, response)
    try {
      const step = token ? await inWork(database, who, (work) => takeStep(work, token)) : null
      if (!step)
        throw new Refusal('SESSION_EXPIRED', 'This sign-in was not begun in this browser, or took too long.')
      const url = new URL(back(request))
      url.search = new URL(request.originalUrl, url).search
      const claims = await provider.arrive(url, step, step.sessionId !== null)
      const { sessionId } = step
      const session = await inWork(database, who, (work) =>
        sessionId === null
          ? signInByProvider(work, settings, claims, browserNamed(request.headers['user-agent']))
          : stepUpByProvider(work, settings, claims, sessionId),
      )
      cookieOf(config, request, response).write(session)
      if (session === null)
        return tell(
          response,
          403,
          'Your sign-in has ended',
          'None of your groups works at this desk any more. Ask whoever looks after them.',
        )
      response.redirect(303, step.nextPath)
    } catch (error) {
      await refuse(request, response, error)
    }
  })

  router.post(
    '/logout',
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response) => {
      const token: unknown = request.body?.logout_token
      try {
        const { now } = await readClock(database.db)
        const expected = {
          issuer: settings.issuer,
          clientId: settings.clientId,
          now,
        }
        const claims =
          typeof token === 'string' && unsignedClaims(token, expected)
            ? logoutClaims(token, expected, await provider.keys())
            : null
        if (!claims) return void response.status(400).json({ error: 'invalid_request' })
        await inWork(database, whoOf(request, response), (work) => hearLogout(work, settings.issuer, claims))
        response.status(200).end()
      } catch (error) {
        log.warn(
          { requestId: response.locals.requestId, error: codeOf(error) },
          'a log-out could not be taken',
        )
        response.status(error instanceof ProviderDown ? 503 : 400).json({ error: 'invalid_request' })
      }
    },
  )
  return router

  /** Says why in words, and why exactly in the log and the journal. No answer of the provider is repeated to anybody. */
  async function refuse(request: Request, response: Response, error: unknown): Promise<void> {
    const because = codeOf(error)
    log.warn({ requestId: response.locals.requestId, because }, 'a sign-in by the provider was refused')
    await inWork(database, whoOf(request, response), async (work) => {
      const bound = boundInvalid(database, `provider ${work.address}`, work.now, refusalsAMinute)
      if (bound === 'leave out') return
      const detail = { how: 'provider', because, ...(bound === 'last' ? { more: 'left out' } : {}) }
      await recordDeskEvent(work, { action: 'sign-in', outcome: 'refused', detail })
    }).catch(() => log.warn({ requestId: response.locals.requestId }, 'and could not be written down'))
    if (error instanceof ProviderDown) {
      response.setHeader('retry-after', 10)
      const words = `${settings.name} does not answer at the moment. Whoever is signed in goes on working. Try again shortly, or sign in with a password of this desk if you have one.`
      return tell(response, 503, 'The sign-in service does not answer', words)
    }
    if (error instanceof Refusal) return tell(response, error.status, 'You were not signed in', error.message)
    tell(response, 401, 'You were not signed in', `What ${settings.name} answered does not fit. Begin again.`)
  }
}

/** A short word for the log: a code where there is one, never what somebody sent. */
function codeOf(error: unknown): string {
  if (error instanceof ProviderDown) return 'PROVIDER_DOWN'
  if (!(error instanceof Error)) return 'unknown'
  const { code, error: said } = error as { code?: unknown; error?: unknown }
  const word = typeof said === 'string' ? said : typeof code === 'string' ? code : error.name
  return word.replace(/[^\w.-]/g, ' ').slice(0, 80)
}

const insideOnly = (next: unknown): string => (typeof next === 'string' && isInsideTheDesk(next) ? next : '/')

/** Without a public address the desk is for this machine, whatever name a request gives it. */
function localHost(request: Request): string {
  const host = request.headers.host ?? ''
  const { hostname } = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : { hostname: '' }
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? host : 'localhost'
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

function tell(response: Response, status: number, title: string, words: string): void {
  response
    .status(status)
    .type('html')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><main><h1>${escaped(title)}</h1><p>${escaped(words)}</p><p><a href="/sign-in">Back to the sign-in</a></p></main></html>`,
    )
}
