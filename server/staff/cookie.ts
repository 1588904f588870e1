import type { Request, Response } from 'express'
import type { Config } from '../config.ts'

/** Over HTTPS the name is __Host-…, which a sibling host cannot set; plain http://localhost cannot carry that prefix. */
export function cookieOf(config: Config, request: Request, response: Response) {
  const secure = config.publicUrl?.protocol === 'https:'
  const name = secure ? '__Host-makeright' : 'makeright'
  const options = { httpOnly: true, sameSite: 'strict', secure, path: '/' } as const
  return {
    read: (): string | null => {
      const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
      const token = pairs.find(([key]) => key === name)?.[1]
      return token && /^[\w-]{43}$/.test(token) ? token : null
    },
    write: (token: string | null): void => {
      if (token) response.cookie(name, token, options)
      else response.clearCookie(name, options)
    },
  }
}
