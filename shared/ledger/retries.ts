export type Retries = { firstWaitSeconds: number; longestWaitSeconds: number; tries: number }

/** About five hours in all: a biller's bad night is outlasted, and a morning finds what could not be sent. */
export const usualRetries: Retries = { firstWaitSeconds: 5, longestWaitSeconds: 3_600, tries: 16 }

/**
 * Seconds until the next try: doubled each time up to a limit, of which `chance` (0 to 1) takes off up to half, so that
 * many items that failed together do not come back together.
 */
export function waitBeforeRetry(
  { firstWaitSeconds, longestWaitSeconds }: Retries,
  tries: number,
  chance: number,
): number {
  const longest = Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.max(0, tries - 1))
  return longest * (1 - chance / 2)
}
