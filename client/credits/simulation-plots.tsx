import { type Bar, Bars } from '#client/ui/bars.tsx'
import { counted } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { ShareView, SimulationView } from '#shared/credits/simulation-views.ts'
import { formatMoney } from '#shared/money.ts'

/** The figures of a simulation: what it costs, whom, who would have more than now, and why the others get nothing. */
export function SimulationPlots({ simulation }: { simulation: SimulationView }) {
  const { currency, difference, budget, against } = simulation
  const money = (minor: string) => formatMoney({ minor, currency })
  const bars = (shares: readonly ShareView[], label: (key: string) => string): Bar[] =>
    shares.map(({ key, minor }) => ({ key, label: label(key), value: Number(minor), words: money(minor) }))
  return (
    <div className="grid gap-4">
      <div>
        <p className="text-2xl leading-8 font-semibold tracking-tight">{money(simulation.minor)}</p>
        <p className="text-[13px] text-muted">
          to {simulation.paid.toLocaleString('en-US')} of {counted(simulation.accounts, 'account')}
          {simulation.units > 0 ? `, for ${counted(simulation.units, 'line')}` : ''}
          {simulation.dueMinor === simulation.minor
            ? ''
            : `; ${money(simulation.dueMinor)} of it without being asked for`}
        </p>
        {simulation.otherOffers > 0 && (
          <p className="text-[13px] text-muted">
            {counted(simulation.otherOffers, 'offer')} in kind or to choose
          </p>
        )}
      </div>
      {budget && (
        <div className="grid gap-2">
          <p className="text-[13px]">
            Leaves {money(budget.after)} of the {money(budget.left)} that the budget has.
          </p>
          {budget.warnings.map((words) => (
            <Note key={words} tone="outage" live="none">
              {words}
            </Note>
          ))}
        </div>
      )}
      {difference && against && (
        <div className="grid gap-2">
          <p className="text-[13px]">
            Against version {against.version}: {money(difference.minor)} in all.{' '}
            {counted(difference.more.accounts, 'account')} would have more,{' '}
            {difference.less.accounts.toLocaleString('en-US')} less, {difference.same.toLocaleString('en-US')}{' '}
            the same.
          </p>
          <Bars caption="Difference by lines" tone="given" bars={bars(difference.byLines, linesOf)} />
        </div>
      )}
      <Bars caption="Cost by lines of the account" bars={bars(simulation.byLines, linesOf)} />
      <Bars caption="Cost by segment" bars={bars(simulation.byType, (key) => key.replace('_', ' '))} />
      <Bars
        caption="Cost by market, the ten largest"
        bars={bars(simulation.byMarket.slice(0, 10), (key) => key || 'not known')}
      />
      {simulation.nothing.length > 0 && (
        <div>
          <h3 className="pb-1 text-xs text-muted">Who gets nothing, and why</h3>
          <ul className="grid gap-1.5 text-[13px]">
            {simulation.nothing.map(({ id, because, accounts }) => (
              <li key={`${id} ${because}`} className="flex justify-between gap-3">
                <span className="min-w-0">{because}</span>
                <span className="font-medium whitespace-nowrap">{accounts.toLocaleString('en-US')}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

const linesOf = (key: string): string => counted(Number.parseInt(key, 10), 'line').replace(/^\d+/, key)
