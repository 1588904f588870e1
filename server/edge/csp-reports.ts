import express, { type Request, type Response, Router } from 'express'
import type { Logger } from 'pino'
import { atThisRate, rateBound } from './rate-bound.ts'

/** A page that breaks the policy once breaks it on each of its elements; ten a second of one address say enough. */
const perAddress = { most: 30, perSecond: 10 }
/** In the log it is a line every few seconds at most, with the count so far: nobody can fill a disk with reports. */
const lines = { most: 20, perSecond: 0.2 }
const largest = '16kb'
const mostOfOne = 20

/**
 * What browsers tell of what broke the Content-Security-Policy. Anybody may write here, and reports hold addresses and
 * samples of scripts: only which rule it was and whether the thing was ours is kept.
 */
export function cspReports(log: Logger): Router {
  const router = Router()
  const mayWrite = rateBound(lines)
  let count = 0
  router.post(
    '/',
    atThisRate(perAddress, (response, seconds) => {
      response.setHeader('retry-after', seconds)
      response.status(429).end()
    }),
    express.raw({
      type: ['application/csp-report', 'application/reports+json'],
      limit: largest,
      inflate: false,
    }),
    (request: Request, response: Response) => {
      for (const report of reportsIn(request.body).slice(0, mostOfOne)) {
        count += 1
        if (mayWrite('all', performance.now()) === 0)
          log.warn({ ...kindOf(report), count }, 'a page broke its Content-Security-Policy')
      }
      response.status(204).end()
    },
  )
  return router
}

type Report = Record<string, unknown>
const isReport = (value: unknown): value is Report => typeof value === 'object' && value !== null

/** The older way sends one report, the newer a list of them. */
function reportsIn(body: unknown): Report[] {
  if (!Buffer.isBuffer(body)) return []
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    const each = Array.isArray(parsed)
      ? parsed.map((entry) => (isReport(entry) ? entry.body : null))
      : [isReport(parsed) ? parsed['csp-report'] : null]
    return each.filter(isReport)
  } catch {
    return []
  }
}

const blockedKinds = ['inline', 'eval', 'wasm-eval', 'trusted-types-policy', 'trusted-types-sink']

function kindOf(report: Report): { directive: string; blocked: string } {
  const directive = String(
    report.effectiveDirective ?? report['effective-directive'] ?? report['violated-directive'] ?? '',
  )
  const blocked = String(report.blockedURL ?? report['blocked-uri'] ?? '')
  return {
    directive: /^[a-z-]{1,40}$/.test(directive) ? directive : 'unknown',
    blocked: blockedKinds.includes(blocked) ? blocked : 'an address',
  }
}
