import { dayLong } from '#client/ui/format.ts'
import type { Preview } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { whoDecides } from './words.ts'

/** What moved between two previews of the same ask, in words; empty when posting does what was seen. */
export function changesBetween(then: Preview, now: Preview): string[] {
  const changes: string[] = []
  if (then.before.minor !== now.before.minor) {
    changes.push(`credit now ${formatMoney(then.before)} → ${formatMoney(now.before)}`)
  }
  if (then.billOn !== now.billOn) changes.push(`bill of ${dayLong(then.billOn)} → ${dayLong(now.billOn)}`)
  if (!now.verdict.ok && then.verdict.ok) changes.push(now.verdict.because)
  else if (then.way !== now.way) {
    changes.push(
      now.needs ? `it now needs ${whoDecides(now.needs)}: ${now.needs.why}` : 'it can now be posted at once',
    )
  }
  return changes
}
