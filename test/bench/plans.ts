import pg from 'pg'
import { ask } from './asking.ts'
import type { Figure } from './figures.ts'
import { type Statement, searchAmong, withoutJournal } from './record.ts'
import { accentedNames, accountIds, phones } from './samples.ts'
import { firstAgent, type Stage } from './stage.ts'

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}
const watched = new Set(['accounts', 'lines'])

/**
 * A scan that ends after the first few thousand rows is the quick way to sixty of the many "ma…" (1.2 ms against 43 ms
 * by the index, measured at a million); one that reads on is not. So a scan is judged by the rows it really read.
 */
const fewOf = (accounts: number): number => Math.max(5000, accounts / 100)

/** How the database goes about each way to search, with the values known and with a plan for any value (what a prepared statement ends up with). */
export async function searchPlans(stage: Stage): Promise<Figure[]> {
  const [account] = await accountIds(stage.database, 1)
  const [phone] = await phones(stage.database, 1)
  const [name] = await accentedNames(stage.database, 1)
  if (!account || !phone || !name) throw new Error('There is nothing to search for.')
  const searches: [words: string, text: string][] = [
    ['account number', account],
    ['start of an account number', account.slice(0, 6)],
    ['phone', phone],
    ['last four digits', phone.slice(-4)],
    ['name', name],
    ['start of a name', name.slice(0, 3)],
    ['two letters', name.slice(0, 2)],
    ['nobody’s name', 'zzq'],
    ['a name and nobody’s', `${name.split(' ')[0]} zzq`],
    ['business', `${name.split(' ')[1]} dental`],
    ['e-mail', `${name.replace(' ', '.')}.${account.slice(-6)}@example.com`],
    ['IMSI', '310410000000017'],
    ['request number', 'ADJ-000412'],
  ]
  const client = new pg.Client({ connectionString: stage.url })
  await client.connect()
  const bad: string[] = []
  try {
    for (const [words, text] of searches) {
      const { search } = searchAmong(
        withoutJournal(
          await stage.recorder.during(() =>
            ask(stage.recorder.origin, firstAgent(stage).token, 'accounts.search', { text }),
          ),
        ),
      )
      for (const [kind, plan] of [
        ['known', await planOf(client, search)],
        ['any', await genericPlanOf(client, search)],
      ] as const) {
        const nodes = nodesOf(plan)
        stage.say(`plan for ${words} (${kind} value): ${[...new Set(nodes.map(said))].join(', ')}`)
        if (nodes.some((node) => rowsScanned(node) > fewOf(stage.accounts)))
          bad.push(`${words} (${kind} value)`)
      }
    }
  } finally {
    await client.end()
  }
  const remark = bad.length > 0 ? `reads a whole table for ${bad.join(', ')}` : undefined
  return [
    {
      work: 'search plans',
      unit: 'whole tables read',
      ours: bad.length,
      floor: null,
      ratio: null,
      reach: '0',
      reached: bad.length === 0,
      aim: '',
      aimed: null,
      remark,
    },
  ]
}

type Explained = { rows: { 'QUERY PLAN': { Plan: Node }[] }[] }
const top = ({ rows }: Explained): Node | undefined => rows[0]?.['QUERY PLAN'][0]?.Plan

async function planOf(client: pg.Client, { text, values }: Statement): Promise<Node | undefined> {
  return top(await client.query(`explain (analyze, timing off, format json) ${text}`, values))
}

async function genericPlanOf(client: pg.Client, { text, values }: Statement): Promise<Node | undefined> {
  const quoted = values.map((value) => (value === null ? 'null' : pg.escapeLiteral(String(value))))
  await client.query('set plan_cache_mode = force_generic_plan')
  await client.query(`prepare searched as ${text}`)
  try {
    return top(
      await client.query(
        `explain (analyze, timing off, format json) execute searched${quoted.length > 0 ? `(${quoted.join(', ')})` : ''}`,
      ),
    )
  } finally {
    await client.query('deallocate searched')
    await client.query('reset plan_cache_mode')
  }
}

const nodesOf = (node: Node | undefined): Node[] =>
  node ? [node, ...(node.Plans ?? []).flatMap(nodesOf)] : []
function rowsScanned(node: Node): number {
  if (node['Node Type'] !== 'Seq Scan' || !watched.has(node['Relation Name'] ?? '')) return 0
  return ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0)
}

function said(node: Node): string {
  const on = node['Index Name'] ?? node['Relation Name']
  const scanned = rowsScanned(node)
  return `${node['Node Type']}${on ? ` on ${on}` : ''}${scanned > 0 ? ` (${scanned} rows read)` : ''}`
}
