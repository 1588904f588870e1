import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { formatMoney } from '#shared/money.ts'
import { approveRun } from '../credits/approve-run.ts'
import type { Run } from '../credits/load-run.ts'
import { pauseRun } from '../credits/pause-run.ts'
import { planThreads } from '../credits/plan-threads.ts'
import { postCanary } from '../credits/post-canary.ts'
import { postRest } from '../credits/post-rest.ts'
import { runPage, runsOf } from '../credits/queries.ts'
import { resumeRun } from '../credits/resume-run.ts'
import { reverseRun } from '../credits/reverse-run.ts'
import { startRun } from '../credits/start-run.ts'
import { stopRun } from '../credits/stop-run.ts'
import { verifyRun } from '../credits/verify-run.ts'
import { workOnRuns } from '../credits/work-on-runs.ts'
import type { Database } from '../db/client.ts'
import { Announcer } from '../live/announce.ts'
import { Refusal } from '../refusal.ts'
import { actorNamed } from '../staff/actor-named.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run run -- list
npm run run -- start PROGRAMME VERSION --as MANAGER [--batch-of 4000]
npm run run -- show RUN                       what it would do or did
npm run run -- canary RUN ACCOUNTS --as MANAGER
npm run run -- rest RUN --as MANAGER          pays the rest, or everything
npm run run -- pause|stop|reverse RUN --because WORDS --as MANAGER
npm run run -- reverse RUN --excess ...       of a new adjudication: what it lists as too much, not what it paid
npm run run -- resume|approve RUN --as MANAGER
npm run run -- work [--until-done] [--threads N]   works on every run that is under way; as many at a time as you like
npm run run -- verify RUN                     the plan's hash and every batch's root, from the rows`
const restBetween = 1_000
const toldEvery = 1_000

type Given = {
  words: string[]
  as: string | undefined
  because: string | undefined
  batchOf: string | undefined
  threads: string | undefined
  untilDone: boolean | undefined
  excess: boolean | undefined
}

async function act(database: Database, announcer: Announcer, name: string, given: Given): Promise<void> {
  const [first = '', second = ''] = given.words
  const runId = /^\d{1,18}$/.test(first) ? BigInt(first) : 0n
  const because = given.because ?? ''
  const asManager = async <T>(what: (work: Work) => Promise<T>): Promise<T> => {
    if (!given.as) throw new Refusal('BAD_REQUEST', 'Say who acts: --as USERNAME of a manager.')
    const who: Who = {
      actor: await actorNamed(database.db, given.as),
      tell: (changes) => announcer.announce(changes),
    }
    return inWork(database, who, what)
  }
  switch (name) {
    case 'list':
      for (const run of await runsOf(database.db, null))
        say(
          `${run.runId.padStart(6)}  ${run.kind.padEnd(8)} ${run.state.padEnd(8)} ${run.programme.programmeId} v${run.programme.version}  ${run.credited} of ${run.due}, ${formatMoney(run.amount)}`,
        )
      return
    case 'start': {
      const key = { programmeId: first, version: Number(second), batchOf: Number(given.batchOf ?? 4_000) }
      const made = await asManager((work) => startRun(work, key))
      return say(`Run ${made.runId} is begun: "npm run run -- work" plans it, unless a desk does.`)
    }
    case 'show':
      return show(database, runId)
    case 'canary':
      await asManager((work) => postCanary(work, { runId, accounts: Number(second) }))
      return show(database, runId)
    case 'rest':
      await asManager((work) => postRest(work, { runId }))
      return show(database, runId)
    case 'pause':
      await asManager((work) => pauseRun(work, { runId, because }))
      return show(database, runId)
    case 'resume':
      await asManager((work) => resumeRun(work, { runId }))
      return show(database, runId)
    case 'stop':
      await asManager((work) => stopRun(work, { runId, because }))
      return show(database, runId)
    case 'reverse': {
      const made = await asManager((work) =>
        reverseRun(work, { runId, because, takes: given.excess ? 'excess' : 'paid' }),
      )
      return say(`Run ${made.runId} takes run ${runId} back, when another manager has approved it.`)
    }
    case 'approve':
      await asManager((work) => approveRun(work, { runId }))
      return show(database, runId)
    case 'verify': {
      const { findings, batches, credits } = await verifyRun(database.db, runId)
      for (const finding of findings) say(finding)
      say(
        `Run ${runId}: ${batches} batches, ${credits} rows, ${findings.length === 0 ? 'as planned and recorded' : `${findings.length} findings`}.`,
      )
      if (findings.length > 0) process.exitCode = 1
      return
    }
    case 'work':
      return work(database, announcer, given)
    default:
      throw notUnderstood(usage)
  }
}

async function show(database: Database, runId: bigint): Promise<void> {
  const run = await runPage(database.db, runId, null)
  say(
    `Run ${run.runId}: ${run.programme.title} v${run.programme.version}, ${run.kind}, ${run.state}${run.because ? ` (${run.because})` : ''}`,
  )
  say(
    `Planned: ${run.due} of ${run.looked} accounts, ${formatMoney(run.amountDue)}; plan ${run.planHash ?? 'not complete'}`,
  )
  for (const { because, accounts } of run.preview.reasons)
    say(`  ${String(accounts).padStart(9)}  ${because}`)
  say(`Done: ${run.credited} accounts, ${formatMoney(run.amount)}; left out ${run.progress.leftOut}`)
  for (const { because, accounts } of run.leftOut) say(`  ${String(accounts).padStart(9)}  ${because}`)
}

/** A runner: loops over what there is to do. Killed at any point, it leaves nothing half done. */
async function work(database: Database, announcer: Announcer, given: Given): Promise<void> {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  const threads = planThreads(Number(given.threads ?? Math.min(availableParallelism(), 4)))
  const who: Who = { actor: null, tell: (changes) => announcer.announce(changes) }
  const progress = runProgress(database)
  while (!ending.signal.aborted) {
    await workOnRuns(database, who, { ...threads, signal: ending.signal, onBatch: progress.batch })
    progress.end()
    if (given.untilDone) break
    await new Promise((resolve) => setTimeout(resolve, restBetween))
  }
  await threads.stop()
}

/** The line a runner shows: how far the run is, whoever works on it, how fast, and how long it will still take. */
function runProgress(database: Database) {
  const terminal = process.stdout.isTTY === true
  let [shownAt, shown, busy] = [0, false, false]
  return {
    batch(run: Run): void {
      if (busy || Date.now() - shownAt < toldEvery) return
      busy = true
      shownAt = Date.now()
      runPage(database.db, run.runId, null)
        .then(({ state, progress, due, looked }) => {
          const done =
            state === 'planning'
              ? `${progress.accountsPlanned.toLocaleString('en-US')} accounts evaluated, batch ${progress.planned} of ${progress.batches}`
              : `${progress.duePosted.toLocaleString('en-US')} of ${due.toLocaleString('en-US')} due of ${looked.toLocaleString('en-US')}`
          const rate = progress.rate === null ? '' : `, ${progress.rate.toLocaleString('en-US')} a second`
          const left = progress.secondsLeft === null ? '' : `, ${progress.secondsLeft} s left`
          process.stdout.write(
            `${terminal ? '\r\u001b[K' : ''}Run ${run.runId} ${state}: ${done}${rate}${left}${terminal ? '' : '\n'}`,
          )
          shown = terminal
        })
        .catch(() => {})
        .finally(() => {
          busy = false
        })
    },
    end(): void {
      if (shown) process.stdout.write('\n')
      shown = false
    },
  }
}

void command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      because: { type: 'string' },
      'batch-of': { type: 'string' },
      threads: { type: 'string' },
      'until-done': { type: 'boolean' },
      excess: { type: 'boolean' },
    },
  })
  const [name = '', ...words] = positionals
  await withDatabase(async (database) => {
    const announcer = new Announcer(database)
    try {
      await act(database, announcer, name, {
        words,
        as: values.as,
        because: values.because,
        batchOf: values['batch-of'],
        threads: values.threads,
        untilDone: values['until-done'],
        excess: values.excess,
      })
      await announcer.flush()
    } finally {
      announcer.stop()
    }
  })
})
