import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { WayBack } from '#shared/staff/states.ts'
import type { PersonRow } from '#shared/staff/views.ts'
import { usePeopleActs } from './use-people-acts.ts'

type PersonWayBackProps = { person: PersonRow; onDone: () => void }

/** Somebody forgot their password or lost their phone, and has shown who they are. */
export function PersonWayBack({ person, onDone }: PersonWayBackProps) {
  const acts = usePeopleActs(onDone)
  const [proof, setProof] = useState('')
  const { staffId, may } = person
  const short = proof.trim().length < 10 ? 'Say how they showed who they are.' : null
  const ask = (kind: WayBack) => acts.askWayBack({ staffId, kind, proof: proof.trim() })
  return (
    <section aria-labelledby="way-back" className="grid gap-3 border-t pt-3">
      <h3 id="way-back" className="text-[13px] font-semibold text-muted">
        Cannot sign in
      </h3>
      <p className="text-[13px] text-muted">
        Meet them, or call the number that you have of them. When another administrator agrees they are signed
        out everywhere, and get a first password or set up a second factor anew.
      </p>
      <TextField
        label="How they showed who they are"
        value={proof}
        onChange={setProof}
        hint="It is written into the journal, and the other administrator reads it."
      />
      {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
      <div className="flex flex-wrap items-start gap-2">
        <Button
          busy={acts.busy}
          disabledBecause={may.newPassword.ok ? short : may.newPassword.because}
          onClick={() => ask('new-password')}
        >
          Ask for a first password
        </Button>
        <Button
          busy={acts.busy}
          disabledBecause={may.newFactor.ok ? short : may.newFactor.because}
          onClick={() => ask('new-factor')}
        >
          Ask for a new second factor
        </Button>
      </div>
    </section>
  )
}
