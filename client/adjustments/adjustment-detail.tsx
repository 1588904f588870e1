import { type ReactNode, useRef } from 'react'
import { dayClockZone, dayLong } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { Quoted } from '#client/ui/quoted.tsx'
import { causeWords } from '#shared/adjustments/states.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import { ReversalAsk } from './reversal-ask.tsx'
import { ReverseForm } from './reverse-form.tsx'
import { stateOf } from './words.ts'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const when = (instant: string) => dayClockZone(instant, here)
const billingWords: Record<string, string> = {
  scheduled: 'scheduled',
  queued: 'queued for billing',
  accepted: 'accepted by billing',
  applied: 'on the bill',
  failed: 'billing did not take it',
}

type Props = {
  adjustment: AdjustmentView
  /** Inside a page of its own, which names it and quotes its note already. */
  within?: boolean
}

/** One request or posted adjustment, whole: who asked, who agreed, where it is, and its reversal. */
export function AdjustmentDetail({ adjustment: it, within = false }: Props) {
  const { word, tone } = stateOf(it)
  const less = it.granted && it.granted.minor !== it.requested.minor
  const box = useRef<HTMLDivElement>(null)
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      {!within && (
        <p className="mb-2 flex items-center gap-2.5">
          <AdjustmentLink accountId={it.accountId} adjustmentId={it.adjustmentId}>
            {it.number}
          </AdjustmentLink>
          <Pill tone={tone}>{word}</Pill>
        </p>
      )}
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-[13px]">
        <Fact name="Amount">
          {formatMoney(it.granted ?? it.requested)}
          {less && <span className="text-muted"> of {formatMoney(it.requested)} asked</span>}
          <span className="text-muted"> · fair offer then {formatMoney(it.offered)}</span>
        </Fact>
        <Fact name="Reason">
          {it.reason} <span className="text-muted">· {causeWords[it.kind]}</span>
        </Fact>
        {it.note && !within && (
          <Fact name="Note">
            <Quoted>{it.note}</Quoted>
          </Fact>
        )}
        <Fact name={it.whyApproval ? 'Asked by' : 'Given by'}>
          {it.requestedBy.name}, {when(it.requestedAt)}
        </Fact>
        {it.whyApproval && !within && <Fact name="Because">{it.whyApproval}</Fact>}
        {it.approvalsNeeded > 1 &&
          it.approvals.map((approval) => (
            <Fact key={approval.name} name="Approved by">
              {approval.name}, {formatMoney(approval.amount)}, {when(approval.at)}
            </Fact>
          ))}
        {it.decidedBy && it.decidedAt && it.whyApproval && (
          <Fact name="Decided by">
            {it.decidedBy}, {when(it.decidedAt)}
            {it.decisionReason && (
              <>
                : <Quoted>{it.decisionReason}</Quoted>
              </>
            )}
          </Fact>
        )}
        {it.billOn && (
          <Fact name="Bill">
            {it.billing ? `${billingWords[it.billing]}, ` : ''}
            {dayLong(it.billOn)}
            {it.promisedBy && <span className="text-muted"> · promised by {dayLong(it.promisedBy)}</span>}
          </Fact>
        )}
        {it.reversal && (
          <Fact name="Reversed">
            {formatMoney(it.reversal.amount)} by {it.reversal.by}, {when(it.reversal.at)}:{' '}
            <Quoted>{it.reversal.reason}</Quoted>
          </Fact>
        )}
      </dl>
      {it.reversalAsked && (
        <div className="mt-3">
          <ReversalAsk ask={it.reversalAsked} now={Date.now()} />
        </div>
      )}
      {it.state === 'granted' && !it.reversalAsked && (
        <ReverseForm
          item={{
            accountId: it.accountId,
            adjustmentId: it.adjustmentId,
            name: it.number,
            given: it.granted ?? it.requested,
            upTo: it.reverseUpTo,
          }}
          may={it.may.reverse}
          onClosed={() => box.current?.focus()}
        />
      )}
    </div>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="overflow-clip">{children}</dd>
    </>
  )
}
