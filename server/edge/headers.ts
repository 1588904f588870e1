import helmet from 'helmet'
import type { Config } from '../config.ts'

/** Where browsers tell of what broke the policy: server/edge/csp-reports.ts. */
export const cspReportsPath = '/csp-reports'

/** Nothing of these is used by the desk, so no page of ours, and nothing put into one, may ask for it. */
const unused = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

/**
 * What every answer carries, whoever gives it: the app, its error handler, or the server when a request cannot even be
 * parsed. Styles and scripts are files of ours: no 'unsafe-inline', and Trusted Types forbid the sinks that would need it.
 */
export function protectionOf(config: Config): Map<string, string> {
  const headers = new Map<string, string>()
  const collect = {
    setHeader: (name: string, value: string) => void headers.set(name.toLowerCase(), value),
    removeHeader: () => {},
  }
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
        reportUri: [cspReportsPath],
        reportTo: ['csp'],
      },
    },
    strictTransportSecurity: config.publicUrl?.protocol === 'https:' ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Everything that a page loads is ours: it needs nobody's leave.
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
  })({} as never, collect as never, () => {})
  headers.set('reporting-endpoints', `csp="${cspReportsPath}"`)
  headers.set(
    'permissions-policy',
    [...unused.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(', '),
  )
  return headers
}
