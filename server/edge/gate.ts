import type { Request, RequestHandler, Response } from 'express'
import type { Config } from '../config.ts'
import { envelopeOf, secondsToWait } from '../errors.ts'
import { Refusal } from '../refusal.ts'

/** As tRPC would say it, so that its client reads it like any other refusal. */
export function refusedBody(refusal: Refusal, requestId: string) {
  const envelope = envelopeOf(refusal, requestId)
  return {
    error: { message: envelope.message, code: -32600, data: { httpStatus: refusal.status, envelope } },
  }
}

export function refuse(response: Response, refusal: Refusal): void {
  response.setHeader('cache-control', 'no-store')
  const seconds = secondsToWait(refusal.more.retry ?? 'never')
  if (seconds !== null) response.setHeader('retry-after', seconds)
  response.status(refusal.status).json(refusedBody(refusal, response.locals.requestId as string))
}

/** What no browser sends and no page of ours: other methods (TRACE gives a request’s own headers back), a NUL, two hosts. */
export const readableRequests: RequestHandler = (request, response, next) => {
  const { method, rawHeaders, httpVersion, headers, url } = request
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    response.setHeader('allow', 'GET, HEAD, POST')
    return refuse(response, new Refusal('METHOD_NOT_ALLOWED', 'Ask with POST and JSON.'))
  }
  if (url.includes('%00') || !['1.0', '1.1'].includes(httpVersion))
    return refuse(response, new Refusal('BAD_REQUEST', 'This request cannot be read.'))
  // Two names for the desk: a proxy may have believed the other one.
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
  if (hosts !== 1 && !(hosts === 0 && httpVersion === '1.0'))
    return refuse(response, new Refusal('BAD_REQUEST', 'A request names its host once.'))
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue')
    return refuse(response, new Refusal('BAD_REQUEST', 'Nothing can be expected here.'))
  next()
}

/**
 * Only pages that we served may call. Browsers say so in Sec-Fetch-Site; older ones in Origin. A content type is no
 * defence: tRPC runs an input-less mutation sent as multipart/form-data, which needs no preflight.
 */
export function onlyOurOwnPages(config: Config): RequestHandler {
  return (request, response, next) => {
    const site = request.headers['sec-fetch-site']
    const origin = request.headers.origin
    const ours = site === undefined ? isOurs(config, request, origin) : site === 'same-origin'
    if (!ours || (origin !== undefined && !isOurs(config, request, origin))) {
      return refuse(
        response,
        new Refusal('FOREIGN_ORIGIN', 'This request did not come from the desk’s own page.'),
      )
    }
    next()
  }
}

function isOurs(config: Config, request: Request, origin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  const { host, hostname, origin: named } = new URL(origin)
  if (config.publicUrl) return named === config.publicUrl.origin
  // Without a public address the desk is for this machine: a name that somebody points here is not ours.
  return host === request.headers.host && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** Size and kind, before anything is read. Event streams are the one thing that is asked for by GET. */
export function refuseBefore(largest: number): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET') {
      if (request.path === '/live.changes' && request.headers.accept?.includes('text/event-stream'))
        return next()
      return refuse(response, new Refusal('METHOD_NOT_ALLOWED', 'Ask with POST and JSON.'))
    }
    if (request.method !== 'POST')
      return refuse(response, new Refusal('METHOD_NOT_ALLOWED', 'Ask with POST and JSON.'))
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return refuse(response, new Refusal('NOT_JSON', 'Only JSON is accepted.'))
    }
    // Packed, a small body can be a large one; what fits here needs no packing.
    if (!['', 'identity'].includes(request.headers['content-encoding'] ?? ''))
      return refuse(response, new Refusal('NOT_JSON', 'A packed body is not accepted.'))
    if (request.headers['x-makeright'] !== '1')
      return refuse(
        response,
        new Refusal('FOREIGN_ORIGIN', 'This request did not come from the desk’s own page.'),
      )
    if (Number(request.headers['content-length'] ?? 0) > largest)
      return refuse(response, new Refusal('TOO_LARGE', `The request is over ${largest / 1024} kB.`))
    // Answers in pieces would leave before a session's cookie can be set; the desk's own page does not ask for them.
    if (request.headers['trpc-accept'] !== undefined)
      return refuse(response, new Refusal('BAD_REQUEST', 'Answers in pieces are not given here.'))
    // Written in another way, a name would be read by tRPC's adapter and not by what counts and weighs the calls.
    if (/[/%]/.test(request.path.slice(1)))
      return refuse(response, new Refusal('NOT_FOUND', 'There is no such procedure.'))
    const calls = request.path.slice(1).split(',').length
    if (calls > 10)
      return refuse(response, new Refusal('BAD_REQUEST', 'At most ten calls go in one request.'))
    next()
  }
}
