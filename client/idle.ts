import { signInLimits } from '#shared/staff/sign-on.ts'

/** Whoever has not touched anything for this long is not at the page; what it then asks by itself keeps nobody signed in. */
const awayAfter = 5_000
let touchedAt = Date.now()
/** When the server last heard of somebody at this page. */
let heardAt = Date.now()

const touch = () => {
  touchedAt = Date.now()
}
for (const kind of ['pointerdown', 'keydown', 'wheel'] as const)
  document.addEventListener(kind, touch, { capture: true, passive: true })

/** For each request: whether somebody is at the page. */
export function awayHeader(): Record<string, string> {
  if (Date.now() - touchedAt > awayAfter) return { 'x-makeright-away': '1' }
  heardAt = Date.now()
  return {}
}

/** Somebody typed or clicked, and the server has not heard of it for a while: a form may be filled for minutes. */
export const isUnheard = (): boolean => touchedAt > heardAt && Date.now() - heardAt > 30_000

export const idleMs = (): number => Date.now() - heardAt
/** The server knows better: somebody may be at another tab. */
export function heardOf(idleSeconds: number): void {
  heardAt = Date.now() - idleSeconds * 1000
}
export const warnedAtMs = signInLimits.warnedAtMinutes * 60_000
export const endsAtMs = signInLimits.idleMinutes * 60_000
