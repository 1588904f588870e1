import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextField } from '#client/ui/field.tsx'
import { age, counted } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Quoted } from '#client/ui/quoted.tsx'
import type { PeopleAct, WaitingChange } from '#shared/staff/views.ts'
import type { Verdict } from '#shared/verdict.ts'
import { changeWords } from './people-words.ts'
import { usePeopleActs } from './use-people-acts.ts'

type WaitingChangesProps = {
  changes: WaitingChange[]
  now: number
  onAgreed: (name: string, act: PeopleAct) => void
}

/** What one administrator asked and another has to agree to. Nothing of it holds yet. */
export function WaitingChanges({ changes, now, onAgreed }: WaitingChangesProps) {
  if (changes.length === 0) return null
  return (
    <Card
      title="Waiting for a second administrator"
      aside={counted(changes.length, 'change')}
      tone="outage"
      flush
    >
      <ul className="border-t">
        {changes.map((change) => (
          <li key={change.changeId} className="border-b px-4 py-3 last:border-0">
            <Waiting change={change} now={now} onAgreed={onAgreed} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const whyNot = (verdict: Verdict): string | null => (verdict.ok ? null : verdict.because)

function Waiting({
  change,
  now,
  onAgreed,
}: {
  change: WaitingChange
  now: number
  onAgreed: WaitingChangesProps['onAgreed']
}) {
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const acts = usePeopleActs((act) => onAgreed(change.name, act))
  const { changeId, may, name, username, reason: because, by, at, accountId } = change
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <p className="min-w-0 text-sm">
          <span className="font-semibold">{name}</span>
          {username && <span className="text-muted"> ({username})</span>}: {changeWords(change)}
          {accountId && <span className="text-muted"> {accountId}</span>}
          <span className="block text-xs text-muted">
            {by} asked {age(at, now)} ago: <Quoted>{because}</Quoted>
          </span>
        </p>
        <div className="flex gap-2">
          <Button
            size="small"
            variant="primary"
            busy={acts.busy && !refusing}
            disabledBecause={whyNot(may.agree)}
            reasonPlace="spoken"
            onClick={() => acts.agree({ changeId })}
          >
            Agree
          </Button>
          <Button
            size="small"
            disabledBecause={whyNot(may.refuse)}
            reasonPlace="spoken"
            onClick={() => setRefusing(!refusing)}
          >
            Refuse…
          </Button>
          {may.withdraw.ok && (
            <Button size="small" busy={acts.busy} onClick={() => acts.withdraw({ changeId })}>
              Withdraw
            </Button>
          )}
        </div>
      </div>
      {!may.agree.ok && <p className="text-xs text-muted">{may.agree.because}</p>}
      {refusing && (
        <div className="flex flex-wrap items-start gap-2">
          <TextField
            label="Why not"
            value={reason}
            onChange={setReason}
            hint={`${by} will read it.`}
            className="min-w-60 flex-1"
          />
          <Button
            variant="danger"
            busy={acts.busy}
            disabledBecause={reason.trim().length < 3 ? 'Say why.' : null}
            onClick={() => acts.refuse({ changeId, reason: reason.trim() })}
          >
            Refuse
          </Button>
        </div>
      )}
      {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
    </div>
  )
}
