import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { accountNumber, age } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { Queue } from '#shared/adjustments/views.ts'
import { ReversalAsk } from './reversal-ask.tsx'

const acts: Record<string, string> = {
  'adjustments.give': 'A credit',
  'adjustments.approve': 'An approval',
  'adjustments.refuse': 'A refusal',
  'adjustments.sendBack': 'A question back',
  'adjustments.withdraw': 'A withdrawal',
  'adjustments.reverse': 'A reversal',
  'adjustments.reverseCredit': 'A reversal',
  'adjustments.approveReversal': 'A reversal’s approval',
}

/** What waits beside the requests: money to be taken back, and acts whose outcome nobody knows yet. */
export function QueueNotes({ queue, now }: { queue: Queue; now: number }) {
  return (
    <>
      {queue.unknown.length > 0 && (
        <Note tone="refused" className="mb-3" title="Outcome not known yet. Do not enter it again.">
          <ul className="mt-1">
            {queue.unknown.map((each) => (
              <li key={each.requestId}>
                {acts[each.act] ?? 'A change'}
                {each.accountId && (
                  <>
                    {' on '}
                    <Link
                      to={paths.account(each.accountId)}
                      className="rounded font-medium underline underline-offset-2"
                    >
                      account {accountNumber(each.accountId)}
                    </Link>
                  </>
                )}
                {each.by && ` by ${each.by}`}, {age(each.since, now)} ago.
              </li>
            ))}
          </ul>
          <p className="mt-1">
            The desk looks every ten seconds and takes it off this list when it is known. If it stays, tell
            operations: the database or its standby does not confirm.
          </p>
        </Note>
      )}
      {queue.reversals.length > 0 && (
        <section
          aria-labelledby="take-back-heading"
          className="mb-3 rounded-card border bg-surface p-4 shadow-card"
        >
          <h2 id="take-back-heading" className="mb-2 text-sm font-semibold">
            To take back
          </h2>
          <div className="flex flex-col gap-2">
            {queue.reversals.map((ask) => (
              <ReversalAsk key={ask.reversalRequestId} ask={ask} now={now} withAccount />
            ))}
          </div>
        </section>
      )}
    </>
  )
}
