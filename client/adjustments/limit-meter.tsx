import { Meter } from '#client/ui/meter.tsx'
import type { StandingView } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'

type Props = { standing: StandingView; currency: string; amount: bigint }

/** What this person may still give at once, before typing. The tightest of the three limits is the meter's end. */
export function LimitMeter({ standing, currency, amount }: Props) {
  if (!standing.level) return null
  const text = (minor: bigint) => formatMoney({ minor: minor.toString(), currency })
  const left = (limit: string, used: string) => {
    const rest = BigInt(limit) - BigInt(used)
    return rest > 0n ? rest : 0n
  }
  const perAction = BigInt(standing.perAction)
  const here = left(standing.perAccountAndOutage, standing.givenOnAccount)
  const today = left(standing.perDay, standing.givenToday)
  const room = [perAction, here, today].reduce((least, each) => (each < least ? each : least))
  const over = amount > room
  const share = room === 0n ? 1 : Number((amount * 1000n) / room) / 1000
  const tight = here < perAction ? `${text(here)} left for this outage` : `${text(perAction)} each`
  return (
    <div>
      <p className="mb-1.5 flex justify-between gap-3 text-xs">
        <span className="text-muted">Your limit</span>
        <span className="font-medium">
          {tight} · {text(today)} left today
        </span>
      </p>
      <Meter
        share={share}
        tone={over ? 'outage' : 'accent'}
        label={over ? 'Over your limit' : 'Share of your limit'}
      />
    </div>
  )
}
