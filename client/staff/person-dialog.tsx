import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import { roleAndLevel } from '#shared/staff/roles.ts'
import type { PeoplePage, PersonRow } from '#shared/staff/views.ts'
import { choiceOf, readChoice, roleChoices } from './people-words.ts'
import { PersonLinks } from './person-links.tsx'
import { PersonWayBack } from './person-way-back.tsx'
import { usePeopleActs } from './use-people-acts.ts'

type PersonDialogProps = { person: PersonRow; levels: PeoplePage['levels']; onClose: () => void }

/** Another role or limit, an account that is theirs, or out at once. */
export function PersonDialog({ person, levels, onClose }: PersonDialogProps) {
  const acts = usePeopleActs(onClose)
  const [choice, setChoice] = useState(choiceOf(person.role, person.level))
  const [reason, setReason] = useState('')
  const { staffId, active, may } = person
  const short = reason.trim().length < 3 ? 'Say why first.' : null
  const same = active && choice === choiceOf(person.role, person.level)
  return (
    <Dialog
      open
      onClose={onClose}
      title={person.name}
      description={
        active
          ? `Now ${roleAndLevel(person.role, person.level)}. What gives more needs another administrator; what takes away holds at once.`
          : `Was ${roleAndLevel(person.role, person.level)}, and is switched off. To come back needs another administrator.`
      }
      wide
    >
      <div className="grid gap-3">
        <SelectField
          label="Role and limit"
          value={choice}
          onChange={setChoice}
          choices={roleChoices(levels)}
        />
        <TextField
          label="Why"
          value={reason}
          onChange={setReason}
          hint="It is written into the journal, and the other administrator reads it."
        />
        {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
        <div className="flex flex-wrap items-start gap-2">
          <Button
            variant="primary"
            busy={acts.busy}
            disabledBecause={same ? 'This is the role and limit of now.' : short}
            onClick={() => acts.askChange({ staffId, ...readChoice(choice), reason: reason.trim() })}
          >
            {active ? 'Ask for the change' : 'Ask to bring back'}
          </Button>
          {active && (
            <Button
              variant="danger"
              busy={acts.busy}
              disabledBecause={may.switchOff.ok ? short : may.switchOff.because}
              onClick={() => acts.switchOff({ staffId, reason: reason.trim() })}
            >
              Switch off now
            </Button>
          )}
        </div>
        {person.own && active && <PersonWayBack person={person} onDone={onClose} />}
        {person.own && <PersonLinks person={person} onDone={onClose} />}
      </div>
    </Dialog>
  )
}
