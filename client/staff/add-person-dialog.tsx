import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import type { PeoplePage } from '#shared/staff/views.ts'
import { readChoice, roleChoices } from './people-words.ts'
import { usePeopleActs } from './use-people-acts.ts'

type AddPersonDialogProps = { levels: PeoplePage['levels']; onClose: () => void }

/** Asks for a new person. Nobody can sign in before another administrator agrees. */
export function AddPersonDialog({ levels, onClose }: AddPersonDialogProps) {
  const acts = usePeopleActs(onClose)
  const [name, setName] = useState('')
  const [username, setUsername] = useState('')
  const [choice, setChoice] = useState('')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const wrong = {
    name: name.trim().length < 2 ? 'First and last name.' : undefined,
    username: /^[a-z0-9._-]{2,60}$/.test(username)
      ? undefined
      : '2 to 60 of a-z, 0-9, dot, hyphen, underscore.',
    choice: choice ? undefined : 'Choose one.',
    reason: reason.trim().length < 3 ? 'Say why: the other administrator reads it.' : undefined,
  }
  const send = () => {
    setAsked(true)
    if (Object.values(wrong).every((each) => each === undefined))
      acts.askPerson({ name: name.trim(), username, ...readChoice(choice), reason: reason.trim() })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a person"
      description="Another administrator has to agree, and then hands over the first password."
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={asked && wrong.name}
          autoComplete="off"
        />
        <TextField
          label="Username"
          value={username}
          onChange={(text) => setUsername(text.toLowerCase())}
          error={asked && wrong.username}
          hint="What they sign in with."
          autoComplete="off"
        />
        <SelectField
          label="Role and limit"
          value={choice}
          onChange={setChoice}
          choices={roleChoices(levels)}
          error={asked && wrong.choice}
        />
        <TextField label="Why" value={reason} onChange={setReason} error={asked && wrong.reason} />
        {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
        <Button type="submit" variant="primary" busy={acts.busy}>
          Ask for this person
        </Button>
      </form>
    </Dialog>
  )
}
