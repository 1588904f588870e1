/** By a password alone, with a one-time code, with a recovery code, or by the carrier's own provider. */
export type HowSignedIn = 'password' | 'code' | 'recovery' | 'provider'

/** Where to go after signing in: a path of this desk, whatever an address says. */
export const isInsideTheDesk = (path: string): boolean =>
  /^\/(?![/\\])[^\s\\]{0,500}$/.test(path) && !/^\/(sign-in|oidc)\b/.test(path)

/** Idle 15 minutes with a warning two minutes before, and 8 hours whatever happens (rulings 19). */
export const signInLimits = {
  idleMinutes: 15,
  warnedAtMinutes: 13,
  absoluteHours: 8,
  halfMinutes: 5,
} as const

/** A password that somebody else made for a person: it opens the choice of another, for so long. */
export const firstPasswordHours = 72

/** Of whom a second factor is demanded where it is not a demo; whoever signs in by the provider gives theirs there. */
export const demandedOf = ['everybody', 'all but agents'] as const
export type DemandedOf = (typeof demandedOf)[number]

/** What somebody has to do before anything else. */
export const owed = ['password', 'second factor'] as const
export type Owed = (typeof owed)[number]

/** A code of six digits, or a recovery code: 24 characters that nobody takes for each other, some 119 bits. */
export const recoveryLetters = 'abcdefghjkmnpqrstuvwxyz23456789'
export const codeForms = {
  oneTime: /^\d{6}$/,
  recovery: /^[a-hjkmnp-z2-9]{6}(-[a-hjkmnp-z2-9]{6}){3}$/,
} as const
