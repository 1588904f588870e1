import type { Request, Response } from 'express'
import type { Config } from '../config.ts'

/**
 * What goes along to the carrier's own sign-in and back. It comes back with a navigation that another site began, so it is
 * Lax; it opens nothing, and is good for one return within ten minutes.
 */
export const stepCookieOf = (config: Config, request: Request, response: Response) =>
  cookieNamed('makeright-step', { sameSite: 'lax', maxAge: 600_000 }, { config, request, response })

/** Over HTTPS the name is __Host-…, which a sibling host cannot set; plain http://localhost cannot carry that prefix. */
export const cookieOf = (config: Config, request: Request, response: Response) =>
  cookieNamed('makeright', { sameSite: 'strict' }, { config, request, response })

type Parts = { config: Config; request: Request; response: Response }

function cookieNamed(
  plain: string,
  more: { sameSite: 'strict' | 'lax'; maxAge?: number },
  { config, request, response }: Parts,
) {
  const secure = config.publicUrl?.protocol === 'https:'
  const name = secure ? `__Host-${plain}` : plain
  const options = { ...more, httpOnly: true, secure, path: '/' } as const
  return {
    read: (): string | null => {
      const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
      const token = pairs.find(([key]) => key === name)?.[1]
      return token && /^[\w-]{43}$/.test(token) ? token : null
    },
    write: (token: string | null): void => {
      if (token) response.cookie(name, token, options)
      else response.clearCookie(name, { ...options, maxAge: undefined })
    },
  }
}
