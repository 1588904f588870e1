import { useState } from 'react'
import type { QueueItem } from '#shared/adjustments/views.ts'

export type QueueRow = { item: QueueItem; gone: boolean }

/**
 * The queue without surprises: what is new comes at the end, and what was decided keeps its place, greyed, until the
 * list is tidied. So no row ever moves under the cursor.
 */
export function useSteadyRows(items: QueueItem[], steady: boolean) {
  const [seen, setSeen] = useState({ items, rows: fresh(items) })
  let rows = seen.rows
  if (seen.items !== items) {
    rows = steady ? merge(seen.rows, items) : fresh(items)
    setSeen({ items, rows })
  }
  return {
    rows,
    gone: rows.filter((row) => row.gone).length,
    tidy: () => setSeen({ items, rows: fresh(items) }),
  }
}

const fresh = (items: QueueItem[]): QueueRow[] => items.map((item) => ({ item, gone: false }))

function merge(rows: QueueRow[], items: QueueItem[]): QueueRow[] {
  const now = new Map(items.map((item) => [item.adjustmentId, item]))
  const kept = rows.map(({ item }) => {
    const present = now.get(item.adjustmentId)
    now.delete(item.adjustmentId)
    return { item: present ?? item, gone: present === undefined }
  })
  return [...kept, ...fresh([...now.values()])]
}
