import { ask, bodyOf, headersOf, pathOf } from './asking.ts'
import { startFloor } from './children.ts'
import { byTurns, type Figure } from './figures.ts'
import type { FloorSetup, FloorStatement } from './floor.ts'
import type { LoadJob, LoadResult } from './load.ts'
import { searchAmong, withoutJournal } from './record.ts'
import { accentedNames, phones } from './samples.ts'
import { firstAgent, poolSize, type Stage } from './stage.ts'

const rounds = 5
const seconds = 4

/** Exact phone search, eight people at once. */
export async function phoneSearch(stage: Stage): Promise<Figure[]> {
  const results = await race(stage, await phones(stage.database, 1000), 8)
  const rate = results.of((result) => result.perSecond)
  const p95 = results.of((result) => result.p95)
  return [
    {
      work: 'phone search',
      unit: 'requests/s',
      ...rate,
      reach: 'ratio ≥ 0.4',
      reached: rate.ratio >= 0.4,
      aim: '≥ 0.6',
      aimed: rate.ratio >= 0.6,
    },
    {
      work: 'phone search',
      unit: 'p95 ms',
      ...p95,
      reach: '≤ 15 ms',
      reached: p95.ours <= 15,
      aim: '',
      aimed: null,
    },
  ]
}

/** A selective name. One person at a time: with the machine full, a p95 tells the length of the queue, not of the search. */
export async function nameSearch(stage: Stage): Promise<Figure[]> {
  const names = await accentedNames(stage.database, 300)
  const alone = (await race(stage, names, 1)).of((result) => result.p95)
  return [
    {
      work: 'name search',
      unit: 'p95 ms',
      ...alone,
      reach: 'ratio ≤ 1.3',
      reached: alone.ratio <= 1.3,
      aim: '≤ 1.1',
      aimed: alone.ratio <= 1.1,
    },
  ]
}

async function race(stage: Stage, texts: string[], connections: number) {
  const { token } = firstAgent(stage)
  const floor = await startFloor(await floorSetup(stage, texts, token))
  try {
    const lanes = (headers: Record<string, string>, bodies: string[]) =>
      Array.from({ length: connections }, () => ({ headers: { ...headers }, bodies }))
    const ours: LoadJob = {
      url: `${stage.desk.origin}${pathOf('accounts.search')}`,
      lanes: lanes(
        headersOf(stage.desk.origin, token),
        texts.map((text) => bodyOf({ text })),
      ),
      seconds,
      once: false,
      expects: '"accountId"',
    }
    const theirs: LoadJob = {
      url: `${floor.origin}/search`,
      lanes: lanes(
        { 'content-type': 'application/json', cookie: `makeright=${token}` },
        texts.map((text) => JSON.stringify({ text })),
      ),
      seconds,
      once: false,
      expects: '"account_id"',
    }
    const run = (job: LoadJob): Promise<LoadResult> => stage.load.run(job)
    for (const job of [theirs, ours]) await run({ ...job, seconds: 8 })
    return await byTurns(
      rounds,
      () => run(theirs),
      () => run(ours),
    )
  } finally {
    floor.stop()
  }
}

/** Each text is searched once through a desk that is overheard, so the floor runs its very statements. */
async function floorSetup({ url, recorder }: Stage, texts: string[], token: string): Promise<FloorSetup> {
  const names = new Map<string, string>()
  const searches = new Map<string, FloorStatement>()
  let session: FloorStatement | null = null
  for (const text of texts) {
    const sent = searchAmong(
      withoutJournal(await recorder.during(() => ask(recorder.origin, token, 'accounts.search', { text }))),
    )
    session ??= { name: 'session', ...sent.session }
    const { search } = sent
    const name = names.get(search.text) ?? `search_${names.size + 1}`
    names.set(search.text, name)
    searches.set(text, { name, ...search })
  }
  if (!session) throw new Error('There was nothing to search for.')
  return { url, poolSize, session, searches }
}
