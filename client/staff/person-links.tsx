import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { accountNumber } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import type { Relation } from '#shared/staff/states.ts'
import type { PersonRow } from '#shared/staff/views.ts'
import { relationChoices, relationLabel } from './people-words.ts'
import { usePeopleActs } from './use-people-acts.ts'

type PersonLinksProps = { person: PersonRow; onDone: () => void }

/** Accounts that this person does not touch: their own, of their household, a relative's. */
export function PersonLinks({ person, onDone }: PersonLinksProps) {
  const acts = usePeopleActs(onDone)
  const [account, setAccount] = useState('')
  const [relation, setRelation] = useState('own')
  const [reason, setReason] = useState('')
  const { staffId } = person
  const links = person.own?.links ?? []
  const accountId = account.replace(/\s/g, '')
  const short = reason.trim().length < 3 ? 'Say why first.' : null
  return (
    <section aria-labelledby="links" className="grid gap-3 border-t pt-3">
      <h3 id="links" className="text-[13px] font-semibold text-muted">
        Accounts that are theirs
      </h3>
      <p className="text-[13px] text-muted">
        On these they give, ask, approve and reverse nothing; a colleague does.
      </p>
      {links.length > 0 && (
        <ul className="text-[13px]">
          {links.map((link) => (
            <li
              key={link.accountId}
              className="flex min-h-10 items-center justify-between gap-3 border-b last:border-0"
            >
              <span>
                <span className="font-medium">{accountNumber(link.accountId)}</span>{' '}
                <span className="text-muted">{relationLabel(link.relation)}</span>
              </span>
              <Button
                size="small"
                busy={acts.busy}
                disabledBecause={link.mayAskUnlink.ok ? short : link.mayAskUnlink.because}
                reasonPlace="spoken"
                onClick={() => acts.askUnlink({ staffId, accountId: link.accountId, reason: reason.trim() })}
              >
                Ask to end it
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Account number"
          value={account}
          onChange={setAccount}
          autoComplete="off"
          placeholder="401000003"
        />
        <SelectField label="Whose" value={relation} onChange={setRelation} choices={relationChoices} />
      </div>
      <TextField label="Why, or how it is known" value={reason} onChange={setReason} />
      {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
      <Button
        busy={acts.busy}
        disabledBecause={/^[A-Za-z0-9-]{3,32}$/.test(accountId) ? short : 'Type an account number.'}
        onClick={() =>
          acts.link({ staffId, accountId, relation: relation as Relation, reason: reason.trim() })
        }
      >
        Link it
      </Button>
    </section>
  )
}
