import { useState } from 'react'
import type { AccountPage, AdjustmentView } from '#shared/adjustments/views.ts'

type Seen = { at: AdjustmentView[]; before: ReadonlySet<string>; since: ReadonlySet<string> }

const waiting = (adjustments: AdjustmentView[]) => adjustments.filter((each) => each.state === 'requested')

/**
 * The requests this page has seen waiting: those that were there at first stand above the form, those that came since
 * stand under it, because a form does not move while somebody types in it.
 */
export function usePending(page: AccountPage) {
  const { adjustments } = page
  const [own, setOwn] = useState<string | null>(null)
  const [seen, setSeen] = useState<Seen>(() => ({
    at: adjustments,
    before: new Set(waiting(adjustments).map((each) => each.adjustmentId)),
    since: new Set(),
  }))
  if (seen.at !== adjustments) {
    const fresh = waiting(adjustments).filter((each) => !seen.before.has(each.adjustmentId))
    setSeen({
      ...seen,
      at: adjustments,
      since: new Set([...seen.since, ...fresh.map((each) => each.adjustmentId)]),
    })
  }
  const shown = adjustments.filter((each) => each.adjustmentId !== own)
  return {
    before: shown.filter((each) => seen.before.has(each.adjustmentId)),
    since: shown.filter((each) => seen.since.has(each.adjustmentId)),
    setOwn,
  }
}
