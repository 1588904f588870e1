import { Link } from 'react-router'
import { paths, type RequestsShow } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import { Skeleton } from '#client/ui/skeleton.tsx'
import type { Queue } from '#shared/adjustments/views.ts'

const tabs = {
  waiting: ['Waiting', 'waiting'],
  mine: ['Mine', 'mine'],
  decided: ['Decided today', 'decidedToday'],
} as const

type TabProps = { to: RequestsShow; now: RequestsShow; queue: Queue | undefined }

export function QueueTab({ to, now, queue }: TabProps) {
  const [name, count] = tabs[to]
  return (
    <Link
      to={paths.requests(to)}
      aria-current={to === now ? 'page' : undefined}
      className={cx(
        'rounded-lg px-2.5 py-1.5 text-[13px] font-medium whitespace-nowrap hover:bg-hover',
        to === now ? 'bg-neutral-soft text-ink' : 'text-muted',
      )}
    >
      {name} <span className="inline-block min-w-[1ch] text-left">{queue?.[count]}</span>
    </Link>
  )
}

const words: Record<RequestsShow, [string, string]> = {
  waiting: ['Nothing is waiting.', 'A request over somebody’s limit appears here by itself.'],
  mine: [
    'You have asked for nothing yet.',
    'What you send up from an account stands here, and what became of it.',
  ],
  decided: ['Nothing was decided today.', 'Decisions of today stand here, the latest first.'],
}

export function QueueEmpty({ show }: { show: RequestsShow }) {
  return (
    <div className="px-6 py-12 text-center">
      <p className="font-medium">{words[show][0]}</p>
      <p className="mt-1 text-[13px] text-muted">{words[show][1]}</p>
    </div>
  )
}

export function QueueSkeleton() {
  return (
    <div aria-busy="true" className="px-4 py-2">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-13 items-center gap-4">
          <Skeleton className="h-8 w-16" />
          <Skeleton className="h-8 flex-1" />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="h-8 w-24" />
        </div>
      ))}
    </div>
  )
}
