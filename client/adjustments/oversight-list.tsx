import type { ReactNode } from 'react'
import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'

type OversightListProps = {
  title: string
  /** Why it is looked at, and from where on something stands here: the thresholds in words. */
  why: string
  /** What is said when nothing stands out. */
  quiet: string
  items: { key: string; you?: boolean; what: ReactNode; detail: ReactNode; act?: ReactNode }[]
}

/** One question of oversight: its lines, or the sentence that all is quiet. */
export function OversightList({ title, why, quiet, items }: OversightListProps) {
  return (
    <Card
      title={title}
      aside={
        items.length > 0 ? (
          <Pill tone="outage" className="h-5.5">
            {counted(items.length, 'line')}
          </Pill>
        ) : (
          <Pill tone="given" className="h-5.5">
            quiet
          </Pill>
        )
      }
    >
      {items.length === 0 ? (
        <p className="text-[13px]">{quiet}</p>
      ) : (
        <ul className="-mx-4 border-y text-[13px]">
          {items.map(({ key, you, what, detail, act }) => (
            <li
              key={key}
              className="flex min-h-11 items-center justify-between gap-3 border-b px-4 py-1.5 last:border-0"
            >
              <span className="min-w-0">
                <span className="flex flex-wrap items-center gap-x-2">
                  <span className="font-medium">{what}</span>
                  {you && (
                    <Pill tone="accent" className="h-5">
                      about you
                    </Pill>
                  )}
                </span>
                <span className="block text-xs text-muted">{detail}</span>
              </span>
              {act && <span className="shrink-0">{act}</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2.5 text-xs text-faint">{why}</p>
    </Card>
  )
}
