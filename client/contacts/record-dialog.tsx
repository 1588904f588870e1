import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { cx } from '#client/ui/classes.ts'
import { Dialog } from '#client/ui/dialog.tsx'
import { Note } from '#client/ui/note.tsx'
import type { AccountCard } from '#shared/accounts/views.ts'
import { type RecordField, recordFields, recordWords } from '#shared/contacts/states.ts'
import type { RecordChanged } from '#shared/contacts/views.ts'
import { RecordFields } from './record-fields.tsx'
import { RevealDetail } from './reveal-detail.tsx'
import { ToldList } from './told-list.tsx'
import { useRecordChange } from './use-record-change.ts'

const short: Record<RecordField, string> = {
  passcode: 'Passcode',
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
}

/** Changes what a customer is known by and reached at, while the customer is on the line. */
export function RecordDialog({ account, onClose }: { account: AccountCard; onClose: () => void }) {
  const [what, setWhat] = useState<RecordField>('passcode')
  const [round, setRound] = useState(0)
  const first = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change the record"
      description="The customer is told at once that it changed, and not to what."
      initialFocus={first}
    >
      <fieldset className="mb-3 flex gap-1 rounded-field bg-neutral-soft p-1">
        <legend className="sr-only">What is changed</legend>
        {recordFields.map((field) => (
          <label
            key={field}
            className={cx(
              'flex h-8 flex-1 cursor-pointer items-center justify-center rounded-lg px-1 text-[13px] font-medium has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent',
              what === field ? 'bg-surface text-ink shadow-card' : 'text-muted',
            )}
          >
            <input
              type="radio"
              name="record"
              className="sr-only"
              ref={what === field ? first : undefined}
              checked={what === field}
              onChange={() => setWhat(field)}
            />
            {short[field]}
          </label>
        ))}
      </fieldset>
      <Change
        key={`${what} ${round}`}
        account={account}
        what={what}
        onMore={() => setRound((now) => now + 1)}
        onClose={onClose}
      />
    </Dialog>
  )
}

type ChangeProps = { account: AccountCard; what: RecordField; onMore: () => void; onClose: () => void }

function Change({ account, what, onMore, onClose }: ChangeProps) {
  const form = useRecordChange(account, what)
  const box = useRef<HTMLFormElement>(null)
  const [answered, setAnswered] = useState(0)
  // To what is wrong, in the very commit that marks it: whoever goes on typing types it there.
  useLayoutEffect(() => {
    if (answered > 0) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [answered])
  if (form.done) return <Changed done={form.done} onMore={onMore} onClose={onClose} />
  return (
    <>
      <OnRecord account={account} what={what} />
      <form
        ref={box}
        aria-label={`Change the ${recordWords[what]}`}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void form.save().then(() => setAnswered((times) => times + 1))
        }}
      >
        <RecordFields what={what} form={form} />
        <ToldList title="Who is told" places={form.places} />
        {form.refused && <Note tone="refused">{form.refused}</Note>}
        <Button type="submit" variant="primary" keys={['Enter']} busy={form.busy}>
          Change the {recordWords[what]}
        </Button>
      </form>
    </>
  )
}

/** What stands there now, masked; in full as everywhere, for a minute and a reason. */
function OnRecord({ account, what }: Pick<ChangeProps, 'account' | 'what'>) {
  const { accountId } = account
  const masked = {
    passcode: null,
    email: account.email,
    phone: account.contactPhone,
    address: account.place === '' ? null : `•••, ${account.place}`,
  }[what]
  return (
    <div className="mb-3 flex min-h-5 items-baseline gap-1.5 px-1 text-[13px]">
      <span className="shrink-0 text-muted">On record:</span>
      {what === 'passcode' ? (
        <span className="text-muted">nobody can see it</span>
      ) : masked === null ? (
        <span className="text-muted">none</span>
      ) : (
        <RevealDetail accountId={accountId} what={what} masked={masked} />
      )}
    </div>
  )
}

function Changed({
  done,
  onMore,
  onClose,
}: { done: RecordChanged } & Pick<ChangeProps, 'onMore' | 'onClose'>) {
  const close = useRef<HTMLButtonElement>(null)
  const name = recordWords[done.what]
  return (
    <div className="grid gap-3">
      {done.told === 0 ? (
        <Note tone="neutral" title={`The ${name} was that already.`}>
          Nothing was changed, and nobody was told.
        </Note>
      ) : (
        <>
          <Note tone="given" title={`The ${name} was changed.`} />
          <ToldList title="Told" places={done.places} />
        </>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button onClick={onMore}>Change more</Button>
        <Button variant="primary" onClick={onClose} ref={close} autoFocus>
          Done
        </Button>
      </div>
    </div>
  )
}
