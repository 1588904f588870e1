import { Button } from '#client/ui/button.tsx'
import type { CallerCard } from '#shared/contacts/views.ts'
import type { Mode } from './mode.ts'

type Props = {
  card: CallerCard
  mode: Mode
  onMode: (mode: Mode) => void
  onBusiness: () => void
  onSendCode: () => void
  onCallBack: () => void
  /** Nobody is on the line: there is nobody to ask. */
  isQuiet: boolean
}

const noCode = ({ text, email }: CallerCard): string =>
  text === null && email === null
    ? 'No code can be sent: there is nowhere to send it.'
    : 'No code can be sent: six went out today, or this desk has no keys for codes.'

/** The other lawful ways, each on one key. What is not possible here says why. */
export function OtherWays({ card, mode, onMode, onBusiness, onSendCode, onCallBack, isQuiet }: Props) {
  const { ways, lockedUntil } = card
  if (isQuiet) return null
  const locked = lockedUntil !== null ? 'Locked until tomorrow: call back.' : null
  return (
    <div className="mt-3 flex flex-wrap items-start gap-2 border-t pt-3">
      {mode !== 'passcode' && ways.passcode && (
        <Button size="small" onClick={() => onMode('passcode')} disabledBecause={locked} reasonPlace="spoken">
          Passcode
        </Button>
      )}
      {mode !== 'code' && (
        <Button
          size="small"
          keys={['k']}
          onClick={onSendCode}
          disabledBecause={ways.code ? locked : noCode(card)}
          reasonPlace="spoken"
        >
          Send a code {card.text ? `to ${card.text}` : card.email ? `to ${card.email}` : ''}
        </Button>
      )}
      {mode !== 'call-back' && (
        <Button
          size="small"
          keys={['b']}
          onClick={onCallBack}
          disabledBecause={ways.callBack ? null : 'No number of record is known.'}
          reasonPlace="spoken"
        >
          Call back
        </Button>
      )}
      {mode !== 'business-contact' && ways.businessContact && (
        <Button size="small" keys={['c']} onClick={onBusiness} disabledBecause={locked} reasonPlace="spoken">
          Business contact
        </Button>
      )}
      {mode !== 'break-glass' && (
        <Button size="small" variant="quiet" keys={['w']} onClick={() => onMode('break-glass')}>
          Open without the caller…
        </Button>
      )}
    </div>
  )
}
