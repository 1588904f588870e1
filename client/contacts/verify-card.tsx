import { useState } from 'react'
import { Card } from '#client/ui/card.tsx'
import { cx } from '#client/ui/classes.ts'
import { clock, dayIn } from '#client/ui/format.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import {
  hasBusinessContacts,
  talksTo as people,
  type TalksTo,
  talksToWords,
} from '#shared/contacts/states.ts'
import type { CallerCard } from '#shared/contacts/views.ts'
import type { Mode } from './mode.ts'
import { OtherWays } from './other-ways.tsx'
import type { Caller } from './use-caller.ts'
import { WayForm } from './way-form.tsx'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Whose voice it is, and how that is known. Digits go straight into the field; the server compares and never tells. */
export function VerifyCard({ card, caller }: { card: CallerCard; caller: Caller }) {
  const { ways, lockedUntil, contact } = card
  const [chosen, setChosen] = useState<Mode | null>(null)
  const locked = lockedUntil !== null
  const nobody = caller.talksTo === 'nobody'
  const usual: Mode =
    nobody || !(ways.passcode || ways.callBack || ways.businessContact)
      ? 'break-glass'
      : contact?.callingBack || locked
        ? 'call-back'
        : contact?.codeSent
          ? 'code'
          : caller.talksTo === 'business' && ways.businessContact
            ? 'business-contact'
            : ways.passcode
              ? 'passcode'
              : 'call-back'
  const mode = nobody ? 'break-glass' : (chosen ?? usual)
  const choose = (next: Mode) => setChosen(next)
  const talkTo = (who: TalksTo) => {
    setChosen(null)
    caller.talkTo(who)
  }
  const askTheBusiness = () => talkTo('business')
  const sendCode = () => {
    setChosen('code')
    void caller.sendCode(card.text ? 'text' : 'email')
  }
  const callBack = () => {
    setChosen('call-back')
    void caller.callBack()
  }
  useKeys({
    k: ways.code && !nobody && !locked ? sendCode : undefined,
    b: ways.callBack && !nobody ? callBack : undefined,
    c: ways.businessContact && !nobody && !locked ? askTheBusiness : undefined,
    w: () => choose('break-glass'),
  })
  return (
    <Card
      title="Verify the caller"
      aside={!nobody && (locked ? 'locked' : `${card.triesLeft} of 3 tries left`)}
    >
      <fieldset className="mb-3 flex flex-wrap gap-1 rounded-field bg-neutral-soft p-1">
        <legend className="sr-only">Who is on the line</legend>
        {people
          .filter((who) => who !== 'business' || hasBusinessContacts(card.type))
          .map((who) => (
            <label
              key={who}
              className={cx(
                'flex h-8 flex-1 cursor-pointer items-center justify-center rounded-lg px-1 text-[13px] font-medium whitespace-nowrap has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent',
                caller.talksTo === who ? 'bg-surface text-ink shadow-card' : 'text-muted',
              )}
            >
              <input
                type="radio"
                name="talks-to"
                className="sr-only"
                checked={caller.talksTo === who}
                onChange={() => talkTo(who)}
              />
              {talksToWords[who]}
            </label>
          ))}
      </fieldset>
      {lockedUntil !== null && !nobody && (
        <Note tone="refused" live="status" className="mb-3" title="Three attempts failed.">
          Until {dayIn(lockedUntil, here)}, {clock(lockedUntil)} only the call-back to the number of record is
          left.
        </Note>
      )}
      <WayForm key={mode} mode={mode} card={card} caller={caller} onCallBack={callBack} />
      <OtherWays
        card={card}
        mode={mode}
        onMode={choose}
        onBusiness={askTheBusiness}
        onSendCode={sendCode}
        onCallBack={callBack}
        isQuiet={nobody}
      />
      {card.demo && (
        <p className="mt-3 border-t pt-3 text-xs text-muted">
          This is a demo:{' '}
          {card.demo.passcode === null ? (
            'this customer says the passcode that was set here'
          ) : (
            <>
              every customer says <b className="font-semibold text-ink">{card.demo.passcode}</b>
            </>
          )}
          {ways.businessContact && (
            <>
              , and the contact of every business is{' '}
              <b className="font-semibold text-ink">{card.demo.businessContact}</b>
            </>
          )}
          .
          {caller.demoCode && mode === 'code' && (
            <>
              {' '}
              Nothing is sent from a demo; the code is{' '}
              <b className="font-semibold text-ink">{caller.demoCode}</b>.
            </>
          )}
        </p>
      )}
    </Card>
  )
}
