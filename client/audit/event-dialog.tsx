import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { clockSeconds, dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { callWords } from '#shared/audit/call-words.ts'
import { nameOfDetail, valueOfDetail } from '#shared/audit/detail-words.ts'
import { wordsOfRefusal } from '#shared/audit/refusal-words.ts'
import type { JournalDetail, JournalEventView, JournalRow } from '#shared/audit/views.ts'
import { actWordsOf, amountWords, outcomeWords } from './event-words.ts'

type EventDialogProps = { row: JournalRow; zone: string; onClose: () => void }

/** One event with all that was written down, its place in the chain, and how far that is proven. */
export function EventDialog({ row, zone, onClose }: EventDialogProps) {
  const trpc = useTRPC()
  const { kind, eventId, accountId } = row
  const query = useQuery(trpc.audit.event.queryOptions({ kind, eventId, accountId }))
  const event = query.data
  return (
    <Dialog open onClose={onClose} title={actWordsOf(row).act} wide>
      {event ? (
        <Opened event={event} zone={zone} />
      ) : query.isError ? (
        <Problem error={query.error} onRetry={query.refetch} />
      ) : (
        <div aria-busy="true" className="grid gap-2">
          <Skeleton className="h-12" />
          <Skeleton className="h-40" />
        </div>
      )}
    </Dialog>
  )
}

function Opened({ event, zone }: { event: JournalEventView; zone: string }) {
  const instant = (at: string) => `${dayIn(at, zone)}, ${clockSeconds(at, zone)}`
  const more = Object.entries(event.detail).filter(([name]) => !isSaid(event, name))
  return (
    <div className="grid gap-4">
      <Proof event={event} instant={instant} />
      <dl className="grid grid-cols-[9rem_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        <Fact name="When">{instant(event.at)}</Fact>
        <Fact name="Who">{event.person?.name ?? 'The desk itself'}</Fact>
        <Fact name="Outcome">{outcomeWords(event.outcome).word}</Fact>
        {event.accountId && <Fact name="Account">{event.accountId}</Fact>}
        {event.reason && <Fact name="Why">{event.reason}</Fact>}
        {more.map(([name, value]) => (
          <Fact key={name} name={nameOfDetail(name)}>
            {valueWords(name, value)}
          </Fact>
        ))}
        <Fact name="Business date">{event.businessDate}</Fact>
        <Fact name="Session">{event.session ?? 'none'}</Fact>
        <Fact name="Address">{event.address ?? 'none'}</Fact>
        <Fact name="Reference">{event.requestId}</Fact>
        <Fact name="Written as">
          <Code text={[event.action, event.outcome, event.detail.what, event.detail.code]} />
        </Fact>
      </dl>
      {event.link && event.seal && (
        <dl className="grid grid-cols-[9rem_1fr] gap-x-4 gap-y-1.5 border-t pt-3 text-[13px]">
          <Fact name="In the chain">No. {event.seq}</Fact>
          <Fact name="Its hash">
            <Hash text={event.link.eventHash} />
          </Fact>
          <Fact name="With all before it">
            <Hash text={event.link.chainHash} />
          </Fact>
          <Fact name="Seal">
            {event.seal.no}, {instant(event.seal.at)}, key {event.seal.key}
          </Fact>
        </dl>
      )}
    </div>
  )
}

function Proof({ event, instant }: { event: JournalEventView; instant: (at: string) => string }) {
  const { link, seal, verified, seq } = event
  if (!link || !seal)
    return (
      <Note tone="neutral" live="none" title="Not sealed yet.">
        The next seal is made within two seconds.
      </Note>
    )
  if (!link.isAsSealed)
    return (
      <Note tone="refused" title="This is not what was sealed.">
        It was changed after seal {seal.no}. Run “npm run audit -- verify”.
      </Note>
    )
  if (verified?.finding)
    return (
      <Note tone="refused" title="This event is as it was sealed, but the journal did not verify.">
        {verified.finding}
      </Note>
    )
  const proven = verified !== null && BigInt(verified.uptoSeq) >= BigInt(seq ?? '0')
  return (
    <Note tone="given" live="none" title="As it was sealed.">
      {proven
        ? `The journal was verified up to No. ${verified.uptoSeq} on ${instant(verified.at)}.`
        : 'The chain to here has not been verified since it was sealed.'}
    </Note>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

/** What the title says in words already: what was looked at and by what it was searched, or the call that was refused. */
const isSaid = ({ action, detail }: JournalRow, name: string): boolean =>
  action === 'read'
    ? name === 'what' || name === 'by'
    : name === 'what' && typeof detail.what === 'string' && detail.what in callWords

function valueWords(name: string, value: JournalDetail[string] | undefined): string {
  if (name === 'amount' || name === 'offered') return amountWords(value) ?? String(value)
  if (name === 'code' && typeof value === 'string') return wordsOfRefusal(value)
  if (typeof value === 'object' && value !== null) return value.map(valueOfDetail).join(', ')
  return valueOfDetail(value ?? null)
}

/** The journal's own codes, by which an event is found in an export or a log. */
function Code({ text }: { text: unknown[] }) {
  return (
    <code className="text-xs text-muted">{text.filter((part) => typeof part === 'string').join(' · ')}</code>
  )
}

function Hash({ text }: { text: string }) {
  return <code className="text-xs break-all text-muted">{text}</code>
}
