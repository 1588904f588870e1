import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { envelopeOf, useTRPC, useTRPCClient } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { accountNumber, age } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { ReversalAsk as Ask, TakenBack } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { isOpenQuestion, settled } from './settled.ts'

type Act = 'approve' | 'refuse' | 'withdraw'

/** Something that somebody asked to take back: whoever may agrees, refuses, or withdraws it. */
export function ReversalAsk({ ask, now, withAccount }: { ask: Ask; now: number; withAccount?: boolean }) {
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const { doing, problem, act } = useReversalDecision(ask)
  const { approve, refuse, withdraw } = ask.may
  return (
    <div className="flex flex-col gap-2 rounded-field border px-3 py-2.5 text-[13px]">
      <p>
        <span className="font-semibold">Take back {formatMoney(ask.amount)}</span> of{' '}
        {ask.adjustmentId ? (
          <Link
            to={paths.request(ask.accountId, ask.adjustmentId)}
            className="rounded font-medium text-accent-ink underline-offset-2 hover:underline"
          >
            {ask.name}
          </Link>
        ) : (
          'the automatic credit'
        )}
        {withAccount && (
          <>
            {' on '}
            <Link
              to={paths.account(ask.accountId)}
              className="rounded font-medium text-accent-ink underline-offset-2 hover:underline"
            >
              account {accountNumber(ask.accountId)}
            </Link>
          </>
        )}
        <span className="block text-muted">
          “{ask.reason}” · {ask.by}, {age(ask.at, now)} ago
        </span>
      </p>
      {doing === 'checking' && (
        <Note tone="outage" title="Checking. Do not decide it again.">
          The answer was lost on the way; it is looked up until it is known.
        </Note>
      )}
      {problem && <Note tone="refused">{problem}</Note>}
      {withdraw.ok ? (
        <div>
          <Button size="small" busy={doing !== null} onClick={() => act('withdraw', '')}>
            Withdraw
          </Button>
        </div>
      ) : refusing ? (
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <TextField label="Why it stays" value={reason} onChange={setReason} />
          </div>
          <Button
            size="small"
            variant="danger"
            busy={doing !== null}
            disabledBecause={reason.trim().length < 3 ? 'Say why it is refused.' : null}
            onClick={() => act('refuse', reason.trim())}
          >
            Refuse
          </Button>
          <Button size="small" variant="quiet" onClick={() => setRefusing(false)}>
            Back
          </Button>
        </div>
      ) : (
        <div className="flex gap-2">
          <Button
            size="small"
            variant="danger"
            busy={doing !== null}
            disabledBecause={approve.ok ? null : approve.because}
            onClick={() => act('approve', '')}
          >
            {`Take back ${formatMoney(ask.amount)}`}
          </Button>
          <Button
            size="small"
            disabledBecause={refuse.ok ? null : refuse.because}
            onClick={() => setRefusing(true)}
          >
            Refuse…
          </Button>
        </div>
      )}
    </div>
  )
}

/** It is decided once: a lost answer is looked up, and one that is no longer waiting was decided. */
function useReversalDecision(ask: Ask) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<'sending' | 'checking' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const underWay = useRef(false)
  const { accountId, reversalRequestId } = ask

  const send = (kind: Act, reason: string): Promise<TakenBack> => {
    const key = { accountId, reversalRequestId }
    if (kind === 'approve') return client.adjustments.approveReversal.mutate(key)
    if (kind === 'refuse') return client.adjustments.refuseReversal.mutate({ ...key, reason })
    return client.adjustments.withdrawReversal.mutate(key)
  }
  const act = async (kind: Act, reason: string) => {
    if (underWay.current) return
    underWay.current = true
    setDoing('sending')
    setProblem(null)
    try {
      const done = await send(kind, reason)
      toast({ tone: 'given', title: `${formatMoney(done.amount)} ${done.state}`, detail: done.name })
    } catch (error) {
      if (!isOpenQuestion(error)) setProblem(envelopeOf(error)?.message ?? null)
      else {
        setDoing('checking')
        const waits = await settled(client, accountId, async () => {
          const { reversals } = await client.adjustments.queue.query({ show: 'waiting' })
          return reversals.some((each) => each.reversalRequestId === reversalRequestId)
        })
        if (waits) setProblem('Nothing was decided: the answer was lost before it counted. Decide again.')
      }
    } finally {
      underWay.current = false
      setDoing(null)
      void queries.invalidateQueries(trpc.adjustments.queue.pathFilter())
      void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
      void queries.invalidateQueries(trpc.adjustments.requestPage.pathFilter())
    }
  }
  return { doing, problem, act }
}
