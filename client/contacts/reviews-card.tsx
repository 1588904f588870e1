import { useState } from 'react'
import { Link } from 'react-router'
import { useTRPCClient, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { accountNumber, clock, counted, dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Quoted } from '#client/ui/quoted.tsx'
import { talksToWords } from '#shared/contacts/states.ts'
import type { BreakGlassRow, CallerReviews } from '#shared/contacts/views.ts'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const when = (instant: string) => `${dayIn(instant, here)}, ${clock(instant)}`

type ReviewsCardProps = { reviews: CallerReviews; onReviewed: () => void }

/** Accounts that were opened without their caller: a supervisor looks at each reason and says so. */
export function ReviewsCard({ reviews, onReviewed }: ReviewsCardProps) {
  const { open, reviewed } = reviews
  return (
    <Card title="To review: opened without the caller" aside={`${open.length} to review`}>
      <ul className="divide-y text-[13px]">
        {[...open, ...reviewed].map((row) => (
          <Opened key={`${row.accountId} ${row.contactId}`} row={row} onReviewed={onReviewed} />
        ))}
      </ul>
    </Card>
  )
}

function Account({ accountId }: { accountId: string }) {
  return (
    <Link
      to={paths.account(accountId)}
      className="shrink-0 rounded font-medium text-accent-ink underline-offset-2 hover:underline"
    >
      {accountNumber(accountId)}
    </Link>
  )
}

function Opened({ row, onReviewed }: { row: BreakGlassRow; onReviewed: () => void }) {
  const client = useTRPCClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const review = async () => {
    if (busy) return
    setBusy(true)
    try {
      await client.contacts.review.mutate({ accountId: row.accountId, contactId: row.contactId, remark: '' })
      onReviewed()
    } catch (error) {
      setProblem(wordsOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Account accountId={row.accountId} />
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium">{row.by}</span> · {talksToWords[row.talksTo].toLowerCase()} ·{' '}
        <Quoted>{row.reason}</Quoted>
      </span>
      <span className="text-xs text-muted">
        {when(row.at)} · {row.credits === 0 ? 'nothing given' : `${counted(row.credits, 'credit')} given`}
      </span>
      {row.reviewed ? (
        <span className="text-xs text-muted">reviewed by {row.reviewed.by}</span>
      ) : (
        <Button
          size="small"
          busy={busy}
          onClick={review}
          disabledBecause={row.mayReview ? null : 'Somebody else reviews this.'}
          reasonPlace="spoken"
        >
          Reviewed
        </Button>
      )}
      {problem && (
        <Note tone="refused" className="w-full">
          {problem}
        </Note>
      )}
    </li>
  )
}
