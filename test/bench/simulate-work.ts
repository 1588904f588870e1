import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { accountsOf, type SimulationAsk, simulationKnown } from '#server/credits/simulate-batch.ts'
import { simulateProgramme } from '#server/credits/simulate-programme.ts'
import { digest } from '#server/programmes/digest.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import { formatMoney } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Figure } from './figures.ts'
import { outageId, type Stage } from './stage.ts'

/** A million accounts in a minute on two cores; a smaller carrier in proportion. */
const whole = 1_000_000
const wholeWithin = 60
const fastEnough = 25_000
const sample = 20_000
const at = '2024-03-01T12:00:00Z'

/** Simulates the $5, and a programme that asks every line what it lost and where it was, over the loaded carrier. */
export async function simulations(stage: Stage): Promise<Figure[]> {
  // A desk would take a part of the two cores.
  await stage.desk.stop()
  const guarantee = read('att-guarantee-wireless-2025')
  // In force before its time, so that it has something to pay in this outage.
  const byLine: Programme = { ...guarantee, outage: outageId, effective: { from: null, to: null } }
  return [
    ...(await simulated(stage, 'the $5', read('make-it-right-2024-02-22'), fastEnough)),
    ...(await simulated(stage, 'a day by line', byLine, null)),
  ]
}

const read = (id: string): Programme =>
  JSON.parse(readFileSync(new URL(`../../programmes/${id}.json`, import.meta.url), 'utf8')) as Programme

async function simulated(
  stage: Stage,
  name: string,
  programme: Programme,
  asked: number | null,
): Promise<Figure[]> {
  const ask: SimulationAsk = { programme, against: null, outageId, at }
  const target = { kind: 'postgres', url: stage.url } as const
  const began = performance.now()
  const tally = await simulateProgramme(stage.database, ask, { target, workers: 2 })
  const seconds = (performance.now() - began) / 1000
  const within = (wholeWithin * tally.looked) / whole
  const paid = formatMoney({ minor: tally.minor, currency: programme.currency })
  stage.say(
    `${name}: ${tally.looked} accounts in ${seconds.toFixed(1)} s, ${paid} to ${tally.paid} of them; ${within.toFixed(1)} s are allowed`,
  )
  const evaluated = await evaluatedOf(stage, ask)
  const size = tally.looked === whole ? '' : `: the ${wholeWithin} s of a million accounts, scaled`
  return [
    {
      work: `simulate ${name}`,
      unit: 'seconds',
      ours: seconds,
      floor: null,
      ratio: null,
      reach: `≤ ${within.toFixed(1)} s`,
      reached: tally.looked > 0 && tally.paid > 0 && seconds <= within,
      aim: '',
      aimed: null,
      remark: `${Math.round(tally.looked / seconds).toLocaleString('en')} accounts/s with 2 threads on ${cpus().length} cores${size}`,
    },
    {
      work: `evaluate ${name}`,
      unit: 'accounts/s of a core',
      ours: evaluated,
      floor: null,
      ratio: null,
      reach: asked === null ? '' : `≥ ${asked.toLocaleString('en')}`,
      reached: asked === null || evaluated >= asked,
      aim: '',
      aimed: null,
      remark: 'decisions, arithmetic and hash; loaded before',
    },
  ]
}

/** The evaluator alone, on loaded facts, by processor time; the second time, when it is compiled. */
async function evaluatedOf({ database }: Stage, ask: SimulationAsk): Promise<number> {
  const known = await simulationKnown(database.db, ask)
  const accounts = await accountsOf(database.db, known, { after: '', until: '~', accounts: sample })
  const evaluateAll = () => {
    for (const { facts } of accounts) evaluate(facts, ask.programme, ask.at, digest)
  }
  evaluateAll()
  const began = process.cpuUsage()
  evaluateAll()
  const { user, system } = process.cpuUsage(began)
  return accounts.length / ((user + system) / 1e6)
}
