import pg from 'pg'
import { verifyCallers } from '#test/support/verified-callers.ts'
import { ask, bodyOf, headersOf, pathOf } from './asking.ts'
import { byTurns, type Figure, quantile } from './figures.ts'
import type { Statement } from './record.ts'
import { accountIds } from './samples.ts'
import { firstAgent, type Stage } from './stage.ts'

const rounds = 5
const pages = 400

/** All of the account page in one request, against its statements run one after the other on one connection. */
export async function accountPage(stage: Stage): Promise<Figure[]> {
  const { token, staffId } = firstAgent(stage)
  const accounts = await accountIds(stage.database, pages)
  await verifyCallers(
    stage.database,
    accounts.map((accountId) => ({ accountId, staffId })),
  )
  const sample = accounts[0]
  if (!sample) throw new Error('There are no accounts.')
  const statements = await stage.recorder.during(() =>
    ask(stage.recorder.origin, token, 'adjustments.accountPage', { accountId: sample }),
  )
  const client = new pg.Client({ connectionString: stage.url })
  await client.connect()
  try {
    const singly = async () => quantile(await sums(client, statements, sample, accounts), 0.95)
    const job = {
      url: `${stage.desk.origin}${pathOf('adjustments.accountPage')}`,
      lanes: [
        {
          headers: headersOf(stage.desk.origin, token),
          bodies: accounts.map((accountId) => bodyOf({ accountId })),
        },
      ],
      seconds: 60,
      once: true,
      expects: '"timeline"',
    }
    const ours = async () => (await stage.load.run(job)).p95
    await singly()
    await ours()
    const { floor, ours: own, ratio } = (await byTurns(rounds, singly, ours)).of((p95) => p95)
    const remark = `${statements.length} statements`
    const [reach, aim] = [floor * 1.5 + 6, floor * 1.3 + 4]
    return [
      {
        work: 'account page',
        unit: 'p95 ms',
        ours: own,
        floor,
        ratio,
        reach: `≤ 1.5 × + 6 = ${reach.toFixed(1)}`,
        reached: own <= reach,
        aim: `≤ 1.3 × + 4 = ${aim.toFixed(1)}`,
        aimed: own <= aim,
        remark,
      },
    ]
  } finally {
    await client.end()
  }
}

/** What the page of each account costs in statements alone, prepared, in milliseconds. */
async function sums(
  client: pg.Client,
  statements: Statement[],
  sample: string,
  accounts: string[],
): Promise<number[]> {
  const times: number[] = []
  for (const account of accounts) {
    let sum = 0
    for (const [index, { text, values }] of statements.entries()) {
      const own = values.map((value) => (value === sample ? account : value))
      const began = performance.now()
      await client.query({ name: `page_${index}`, text, values: own })
      sum += performance.now() - began
    }
    times.push(sum)
  }
  return times
}
