import { setTimeout as pause } from 'node:timers/promises'
import { drill } from './drill.ts'
import { type Answer, type Ground, type Procedure, ruleGround } from './rule-ground.ts'
import { inputAbout } from './rule-matrix.ts'
import { areaUnderCurve } from './timing.ts'

type Pair = { path: string; token: string; forbidden: unknown; missing: unknown }

/** What one may not see and what is not there cannot be told apart: not by the answer, and not by its time. */
export const sameAnswer = drill({
  name: 'Z2',
  timed: true,
  what: 'what belongs elsewhere against what is nowhere: status, headers, length and time of the answer',
  minutes: 3,
  reduced: { times: 200, timed: 2 },
  full: { times: 1000, timed: 6 },
  async run(stage, tier) {
    const ground = await ruleGround(stage)
    const pairs = [...(await children(ground)), ...(await draftsOfOthers(ground))]
    const figures = { pairs: pairs.length, different: 0, least: 1, most: 0 }
    stage.insist(pairs.length >= 8, `Only ${pairs.length} procedures are about something of somebody.`)
    for (const pair of pairs) {
      const here = await ground.ask({ token: pair.token, path: pair.path, input: pair.forbidden })
      const gone = await ground.ask({ token: pair.token, path: pair.path, input: pair.missing })
      const differs = howDifferent(here, gone)
      if (differs) figures.different += 1
      stage.insist(
        !differs,
        `${pair.path} can be told apart by its ${differs}: ${here.code} and ${gone.code}.`,
      )
    }
    const timed = spread(pairs, tier.timed)
    for (const pair of timed) {
      const area = await timing(ground, pair, tier.times)
      figures.least = Math.min(figures.least, Number(area.toFixed(3)))
      figures.most = Math.max(figures.most, Number(area.toFixed(3)))
      // With a few hundred of each class chance alone moves the area further: 3.5 standard errors are one false alarm in
      // two thousand looks. At full size it is the 0.05 that is asked.
      const margin = Math.max(0.05, 3.5 * Math.sqrt((2 * tier.times + 1) / (12 * tier.times * tier.times)))
      stage.insist(
        Math.abs(area - 0.5) <= margin,
        `${pair.path} can be told apart by its time: the area under the curve is ${area.toFixed(3)}.`,
      )
    }
    return figures
  },
})

const spread = <T>(all: readonly T[], count: number): T[] =>
  all.filter((_each, index) => index % Math.max(1, Math.floor(all.length / count)) === 0).slice(0, count)

/** Each procedure about something of an account: the same thing asked of another account, against a number that nobody has. */
async function children(ground: Ground): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const procedure of ground.procedures) {
    const { rule, path } = procedure
    const input = await procedure.input()
    const about = { object: rule.object, input, ground }
    const elsewhere = await inputAbout('elsewhere', about)
    if (!elsewhere) continue
    const missing = await inputAbout('nowhere', about)
    pairs.push({
      path,
      token: await tokenBeyondCallers(ground, procedure),
      forbidden: elsewhere.input,
      missing: {
        ...(missing?.input as object),
        accountId: (elsewhere.input as { accountId: string }).accountId,
      },
    })
  }
  return pairs
}

/** Whose role reads without a caller: an agent is stopped before, whatever it is about. */
async function tokenBeyondCallers(ground: Ground, { rule, as }: Procedure): Promise<string> {
  return ground.token(rule.caller && rule.who.includes('supervisor') ? 'sofia' : as)
}

/** A draft of a colleague against one that nobody has. */
async function draftsOfOthers(ground: Ground): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const procedure of ground.procedures.filter(({ rule }) => rule.object === 'draft')) {
    const input = (await procedure.input()) as object
    const forbidden = { ...input }
    const missing = { ...input, draftId: '00000000-0000-4000-8000-000000000000' }
    pairs.push({ path: procedure.path, token: await ground.token('marta'), forbidden, missing })
  }
  return pairs
}

/** Null when nothing but the request's number and the date differs. */
function howDifferent(one: Answer, other: Answer): string | null {
  if (one.code === 'ok') return 'being answered'
  if (one.status !== other.status) return 'status'
  if (one.text.length !== other.text.length) return 'length'
  const plain = ({ 'x-request-id': _id, date: _date, ...rest }: Record<string, string>) =>
    JSON.stringify(Object.entries(rest).toSorted())
  if (plain(one.headers) !== plain(other.headers)) return 'headers'
  const words = (answer: Answer) => answer.text.replaceAll(answer.headers['x-request-id'] ?? '-', '')
  return words(one) === words(other) ? null : 'words'
}

/** The chance that one of the first kind took longer than one of the second: half when time tells nothing. */
async function timing(
  ground: Ground,
  { path, token, forbidden, missing }: Pair,
  times: number,
): Promise<number> {
  const here: number[] = []
  const gone: number[] = []
  const ask = async (input: unknown) => (await ground.ask({ token, path, input })).ms
  for (let warm = 0; warm < 20; warm += 1) await ask(warm % 2 === 0 ? forbidden : missing)
  for (let time = 0; time < times; time += 1) {
    // In turns, and now one first and now the other: whatever else the machine does falls on both alike.
    if (time % 2 === 0) here.push(await ask(forbidden))
    gone.push(await ask(missing))
    if (time % 2 === 1) here.push(await ask(forbidden))
    if (time % 100 === 99) await pause(5)
  }
  return areaUnderCurve(here, gone)
}
