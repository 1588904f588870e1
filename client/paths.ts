export type PromisesTab = 'act' | 'risk' | 'broken'
export type RequestsShow = 'waiting' | 'mine' | 'decided'

const query = (pairs: Record<string, string | null | undefined>): string => {
  const set = Object.entries(pairs).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`
}
const part = encodeURIComponent

/** Every address of the desk is built here. They carry account and request numbers, never a name, phone or e-mail. */
export const paths = {
  home: (number?: string) => `/${query({ q: number })}`,
  signIn: (next?: string) => `/sign-in${query({ next: next === '/' ? null : next })}`,
  account: (accountId: string, outageId?: string | null) =>
    `/accounts/${part(accountId)}${query({ outage: outageId })}`,
  /** Without a list, the one that the person's role opens first. */
  requests: (show?: RequestsShow) => `/requests${query({ show })}`,
  request: (accountId: string, adjustmentId: string, show?: RequestsShow) =>
    `/requests/${part(accountId)}/${part(adjustmentId)}${query({ show })}`,
  programmes: () => '/programmes',
  programme: (programmeId: string, version?: number) =>
    `/programmes/${part(programmeId)}${query({ version: version?.toString() })}`,
  newProgramme: (from?: string) => `/programmes/new${query({ from })}`,
  outages: () => '/outages',
  outage: (outageId: string) => `/outages/${part(outageId)}`,
  runs: () => '/runs',
  run: (runId: string) => `/runs/${part(runId)}`,
  promises: (show?: PromisesTab) => `/promises${query({ show: show === 'act' ? null : show })}`,
  month: (month?: string) => `/promises/month${query({ month })}`,
  journal: (
    filter: { person?: string; account?: string; act?: string; outcome?: string; day?: string } = {},
  ) => `/journal${query(filter)}`,
  oversight: () => '/oversight',
  people: () => '/people',
  desk: () => '/desk',
  profile: () => '/profile',
  /** Not a page: the server sends the browser on to the carrier's own sign-in, and back to `next`. */
  provider: ({ next, stepUp }: { next: string; stepUp?: boolean }) =>
    `/oidc/start${query({ next: next === '/' ? null : next, for: stepUp ? 'step-up' : null })}`,
} as const

/** The same addresses as patterns, for the router. */
export const patterns = {
  signIn: '/sign-in',
  account: '/accounts/:accountId',
  requests: '/requests',
  request: ':accountId/:adjustmentId',
  programmes: '/programmes',
  programme: '/programmes/:programmeId',
  newProgramme: '/programmes/new',
  outages: '/outages',
  outage: '/outages/:outageId',
  runs: '/runs',
  run: '/runs/:runId',
  promises: '/promises',
  month: '/promises/month',
  journal: '/journal',
  oversight: '/oversight',
  people: '/people',
  desk: '/desk',
  profile: '/profile',
} as const

/** Pages that show customers or their money: who sees neither is told so before anything is asked. */
export const isOfCustomers = (pathname: string): boolean =>
  /^\/(accounts|requests|programmes|outages|runs|promises)(\/|$)/.test(pathname)

/** Where to go after signing in: only to a page of this desk, whatever the address bar says. */
export const nextOf = (search: string): string => {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !next.startsWith(patterns.signIn) ? next : '/'
}

/** What `?q=` may hold: an account number or a request number. Anything else could be personal and is ignored. */
export const numberOf = (search: string): string => {
  const text = new URLSearchParams(search).get('q') ?? ''
  return /^(\d{9}|adj-?\d{1,12})$/i.test(text) ? text : ''
}
