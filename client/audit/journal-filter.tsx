import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import type { JournalPage } from '#shared/audit/views.ts'
import { actWords } from '#shared/audit/words.ts'
import { outcomeWords } from './event-words.ts'

export type FilterWords = { person: string; account: string; act: string; outcome: string; day: string }
export const noFilter: FilterWords = { person: '', account: '', act: '', outcome: '', day: '' }
export const isAccount = (text: string): boolean => /^[A-Za-z0-9-]{3,32}$/.test(text)
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

const any = { value: '', label: 'Any' }
const acts = [
  any,
  ...Object.entries(actWords)
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label, 'en')),
]
const outcomes = [
  any,
  ...['done', 'refused', 'invalid', 'failed'].map((value) => ({ value, label: outcomeWords(value).word })),
]

type JournalFilterProps = {
  filter: FilterWords
  people: JournalPage['people']
  /** What a role is called: the journal’s noun may not ask the staff’s. */
  wordOf: (role: string) => string
  onChange: (filter: FilterWords) => void
}

/** Choices count at once; what is typed counts at Enter or when the field is left. */
export function JournalFilter({ filter, people, wordOf, onChange }: JournalFilterProps) {
  const set = (part: Partial<FilterWords>) => onChange({ ...filter, ...part })
  const persons = [
    any,
    ...people.map(({ staffId, name, role }) => ({ value: staffId, label: name, hint: wordOf(role) })),
  ]
  const isSet = Object.values(filter).some(Boolean)
  return (
    <section aria-label="Filter" className="flex flex-wrap items-start gap-2">
      <Typed
        label="Account"
        placeholder="401000003"
        value={filter.account}
        isRight={isAccount}
        error="3 to 32 letters or digits"
        onDone={(account) => set({ account })}
      />
      <SelectField
        label="Person"
        placeholder="Any"
        value={filter.person}
        onChange={(person) => set({ person })}
        choices={persons}
        className="w-52"
      />
      <SelectField
        label="Act"
        placeholder="Any"
        value={filter.act}
        onChange={(act) => set({ act })}
        choices={acts}
        className="w-52"
      />
      <SelectField
        label="Outcome"
        placeholder="Any"
        value={filter.outcome}
        onChange={(outcome) => set({ outcome })}
        choices={outcomes}
        className="w-36"
      />
      <Typed
        label="Day"
        placeholder="2024-02-22"
        value={filter.day}
        isRight={isDay}
        error="Write it as 2024-02-22."
        onDone={(day) => set({ day })}
      />
      {isSet && (
        <Button variant="quiet" className="mt-1" onClick={() => onChange(noFilter)}>
          Show everything
        </Button>
      )}
    </section>
  )
}

type TypedProps = {
  label: string
  placeholder: string
  value: string
  isRight: (text: string) => boolean
  error: string
  onDone: (text: string) => void
}

function Typed({ label, placeholder, value, isRight, error, onDone }: TypedProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [isWrong, setWrong] = useState(false)
  const done = () => {
    if (typed === null) return
    const text = typed.replace(/\s/g, '')
    const wrong = text !== '' && !isRight(text)
    setWrong(wrong)
    if (wrong) return
    setTyped(null)
    if (text !== value) onDone(text)
  }
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      value={typed ?? value}
      onChange={setTyped}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done()
      }}
      autoComplete="off"
      error={isWrong ? error : undefined}
      className="w-44"
    />
  )
}
