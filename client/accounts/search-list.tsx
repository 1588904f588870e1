import type { MouseEvent } from 'react'
import { Link } from 'react-router'
import { wordsOf } from '#client/api.ts'
import { cx } from '#client/ui/classes.ts'
import { counted } from '#client/ui/format.ts'
import { Kbd } from '#client/ui/kbd.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { accountTypeWords } from '#shared/accounts/account.ts'
import type { SearchAnswer, SearchHit } from '#shared/accounts/views.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import { AccountNumber } from './account-number.tsx'
import { leastLetters, nothingFound, pathOfHit } from './search-intent.ts'

type ListProps = {
  id: string
  text: string
  answer: SearchAnswer | null
  settled: boolean
  error: unknown
  marked: number
  onMark: (index: number) => void
  onOpen: (hit: SearchHit) => void
}

export function SearchList({ id, text, answer, settled, error, marked, onMark, onOpen }: ListProps) {
  const typed = text.trim()
  const hits = answer?.hits ?? []
  const opensFirst = settled && answer?.exact === true && marked < 0
  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label="Accounts found"
        className={cx('p-1', hits.length === 0 && 'hidden')}
      >
        {hits.map((hit, index) => (
          <Row
            key={`${hit.accountId} ${hit.adjustmentId}`}
            id={`${id}-${index}`}
            hit={hit}
            marked={index === marked || (index === 0 && opensFirst)}
            onMark={() => onMark(index)}
            onOpen={onOpen}
          />
        ))}
      </div>
      {hits.length > 0 ? (
        <Foot exact={opensFirst} more={answer?.more === true} shown={hits.length} />
      ) : (
        <div className="px-4 py-4 text-[13px] text-muted">
          <Instead typed={typed} error={error} waiting={!settled} />
        </div>
      )}
      <p role="status" className="sr-only">
        {settled &&
          (hits.length === 0 ? nothingFound(typed).title : `${counted(hits.length, 'account')} found`)}
      </p>
    </>
  )
}

function Instead({ typed, error, waiting }: { typed: string; error: unknown; waiting: boolean }) {
  if (typed.length < leastLetters) return <>Keep typing: two letters or more.</>
  if (error) {
    const { message, reference } = wordsOf(error)
    return (
      <span role="alert" className="text-refused-ink">
        {message}
        {reference && <span className="mt-1 block text-xs text-muted">Reference {reference}</span>}
      </span>
    )
  }
  if (waiting) {
    return (
      <span className="grid gap-2.5">
        <Skeleton className="h-4 w-56" />
        <Skeleton className="h-3 w-40" />
      </span>
    )
  }
  const { title, advice } = nothingFound(typed)
  return (
    <>
      <span className="block font-medium break-words text-ink">{title}</span>
      {advice}
    </>
  )
}

function Row({
  id,
  hit,
  marked,
  onMark,
  onOpen,
}: {
  id: string
  hit: SearchHit
  marked: boolean
  onMark: () => void
  onOpen: (hit: SearchHit) => void
}) {
  const click = (event: MouseEvent) => {
    // Another tab is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    onOpen(hit)
  }
  return (
    <Link
      id={id}
      role="option"
      aria-selected={marked}
      tabIndex={-1}
      to={pathOfHit(hit)}
      onClick={click}
      onMouseMove={() => !marked && onMark()}
      className={cx(
        'flex min-h-11 items-center gap-4 rounded-lg px-3 py-1',
        marked && 'bg-accent-soft shadow-[inset_3px_0_0_var(--color-accent)]',
      )}
    >
      <span className="min-w-0 flex-1">
        <span className={cx('block truncate font-medium', hit.status === 'closed' && 'text-muted')}>
          {hit.holderName}
        </span>
        <span className="block truncate text-xs leading-4 text-muted">
          {[hit.fact, hit.place === hit.fact ? null : hit.place].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span className="shrink-0 text-right">
        <span className="block text-[13px] font-medium">
          {hit.adjustmentId ? (
            adjustmentNumber(hit.adjustmentId)
          ) : (
            <AccountNumber accountId={hit.accountId} />
          )}
        </span>
        <span className="block text-xs leading-4 text-muted">
          {hit.status === 'active' ? accountTypeWords[hit.type] : hit.status} · {counted(hit.lines, 'line')}
        </span>
      </span>
    </Link>
  )
}

function Foot({ exact, more, shown }: { exact: boolean; more: boolean; shown: number }) {
  return (
    <div aria-hidden="true" className="flex h-9 items-center gap-2 border-t px-4 text-xs text-faint">
      {more ? `The first ${shown}. Type more to narrow it down.` : counted(shown, 'match', 'matches')}
      <span className="ml-auto flex items-center gap-1.5">
        {exact ? (
          <>
            <Kbd>Enter</Kbd> opens the exact match
          </>
        ) : (
          <>
            <Kbd>Up</Kbd>
            <Kbd>Down</Kbd> then <Kbd>Enter</Kbd>
          </>
        )}
      </span>
    </div>
  )
}
