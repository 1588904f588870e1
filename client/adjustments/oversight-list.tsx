import type { ReactNode } from 'react'
import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'

/** One question of oversight and what stands out in it. */
export type Question = {
  title: string
  /** Why it is looked at, and from where on something stands here: the thresholds in words. */
  why: string
  /** What is said when nothing stands out. */
  quiet: string
  items: { key: string; you?: boolean; what: ReactNode; detail: ReactNode; act?: ReactNode }[]
}

export function OversightList({ title, why, items }: Question) {
  return (
    <Card
      title={title}
      aside={
        <Pill tone="outage" className="h-5.5">
          {counted(items.length, 'line')}
        </Pill>
      }
      className="mb-4 break-inside-avoid"
    >
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
              <span className="block text-xs wrap-anywhere text-muted">{detail}</span>
            </span>
            {act && <span className="shrink-0">{act}</span>}
          </li>
        ))}
      </ul>
      <p className="mt-2.5 text-xs text-muted">{why}</p>
    </Card>
  )
}

/** What was looked at and is as usual: one line each, so that the eye finds what is not. */
export function QuietList({ questions }: { questions: Question[] }) {
  return (
    <Card
      title="As usual"
      aside={
        <Pill tone="given" className="h-5.5">
          quiet
        </Pill>
      }
    >
      <dl className="grid gap-x-8 gap-y-3 text-[13px] lg:grid-cols-2 2xl:grid-cols-3">
        {questions.map(({ title, quiet, why }) => (
          <div key={title}>
            <dt className="font-medium">{title}</dt>
            <dd>{quiet}</dd>
            <dd className="mt-0.5 text-xs text-muted">{why}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
