import { programmeHash } from '#shared/credits/evaluate.ts'
import type { Tally } from '#shared/credits/simulation.ts'
import { type ShareView, type SimulationView, tallyView } from '#shared/credits/simulation-views.ts'
import { formatMoney, type MoneyView } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'
import { automaticBudgetOf } from '../ledger/budgets.ts'
import { digest } from '../programmes/digest.ts'
import type { SimulationAsk } from './simulate-batch.ts'

/** A tally with its programme, and what it would leave of the outage's budget. */
export async function simulationReport(
  db: Db,
  ask: SimulationAsk,
  tally: Tally,
  seconds: number,
): Promise<SimulationView> {
  const { programme, against, outageId, at } = ask
  const named = ({ id, version, ...rest }: Programme) => ({
    programmeId: id,
    version,
    hash: programmeHash({ id, version, ...rest }, digest),
  })
  return {
    programme: { ...named(programme), title: programme.title },
    against: against && named(against),
    outageId,
    at,
    currency: programme.currency,
    ...tallyView(tally),
    budget: await budgetEffect(db, programme, outageId, tally.minor),
    seconds,
  }
}

async function budgetEffect(
  db: Db,
  { budget: named, currency }: Programme,
  outageId: string,
  cost: bigint,
): Promise<SimulationView['budget']> {
  const row = await db
    .selectFrom('budgets')
    .select([
      'total',
      (eb) =>
        eb
          .selectFrom('budgetStripes')
          .select((sum) => sum.fn.sum<string>('taken').as('taken'))
          .whereRef('budgetStripes.budgetId', '=', 'budgets.budgetId')
          .as('taken'),
    ])
    .where('budgetId', '=', automaticBudgetOf(outageId))
    .executeTakeFirst()
  if (!row && !named) return null
  const taken = BigInt(row?.taken ?? '0')
  const total = named ? BigInt(named.total) - BigInt(named.reserve) : (row?.total ?? 0n)
  const after = total - taken - cost
  const money = (minor: bigint) => formatMoney({ minor, currency })
  const warnings = (named?.warnAtPercent ?? [80])
    .filter((percent) => (taken + cost) * 100n >= total * BigInt(percent) && after >= 0n)
    .map((percent) => `It passes ${percent} % of the budget of ${money(total)}.`)
  if (after < 0n)
    warnings.push(`The budget of ${money(total)} is short by ${money(-after)}: a run would stop.`)
  return { total: total.toString(), left: (total - taken).toString(), after: after.toString(), warnings }
}

/** A report for a terminal. */
export function simulationWords(view: SimulationView): string {
  const money = (minor: string) => formatMoney({ minor, currency: view.currency } satisfies MoneyView)
  const count = (value: number) => value.toLocaleString('en-US')
  const table = (title: string, rows: readonly ShareView[]) => [
    `${title}:`,
    ...rows.map(
      ({ key, accounts, paid, minor }) =>
        `  ${(key || 'not known').padEnd(16)} ${count(paid).padStart(11)} of ${count(accounts).padStart(11)}  ${money(minor).padStart(18)}`,
    ),
  ]
  const { difference, budget, against } = view
  return [
    `${view.programme.title} (${view.programme.programmeId}, version ${view.programme.version}, ${view.programme.hash.slice(0, 12)}) for ${view.outageId}`,
    `${money(view.minor)} to ${count(view.paid)} of ${count(view.accounts)} accounts${view.units > 0 ? `, for ${count(view.units)} lines` : ''}${view.dueMinor === view.minor ? '' : `; ${money(view.dueMinor)} of it at once`}`,
    ...(view.otherOffers > 0 ? [`${count(view.otherOffers)} offers are a choice or in kind`] : []),
    ...table('By lines', view.byLines),
    ...table('By segment', view.byType),
    ...table('By market', view.byMarket),
    ...(view.nothing.length > 0
      ? [
          'Nothing:',
          ...view.nothing.map(
            ({ id, because, accounts }) => `  ${count(accounts).padStart(11)}  ${id}: ${because}`,
          ),
        ]
      : []),
    ...(difference && against
      ? [
          `Against version ${against.version} of ${against.programmeId}: ${money(difference.minor)}`,
          `  more ${count(difference.more.accounts)} (${money(difference.more.minor)}), less ${count(difference.less.accounts)} (${money(difference.less.minor)}), the same ${count(difference.same)}`,
        ]
      : []),
    ...(budget
      ? [
          `Budget: ${money(budget.left)} left before, ${money(budget.after)} after`,
          ...budget.warnings.map((words) => `  ${words}`),
        ]
      : []),
    `Evaluated in ${view.seconds.toFixed(1)} s`,
  ].join('\n')
}
