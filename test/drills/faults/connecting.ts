import type { Fault } from './fault.ts'

/** Faults in commits, connections, deadlines and locks of folders. */
export const connectingFaults: readonly Fault[] = [
  {
    name: 'replication-warning-ignored',
    what: 'COMMIT answered with a warning counts as committed',
    drill: 'M10',
    sentence: /A commit whose wait was cancelled was answered 200 as done/,
    quick: false,
    changes: [
      { file: 'server/db/pg-driver.ts', from: 'if (warning) throw new CommitUnknown(warning)', to: '' },
    ],
  },
  {
    name: 'lost-commit-called-unsaved',
    what: 'a commit whose answer was lost is taken for one that failed',
    drill: 'M5',
    sentence: /"not saved" was said of what had been saved/,
    quick: false,
    changes: [
      {
        file: 'server/db/pg-driver.ts',
        from: "if (connection.spoiled) throw new CommitUnknown('The answer to the commit was lost.', { cause: error })",
        to: '',
      },
    ],
  },
  {
    name: 'rollback-forgotten',
    what: 'a refused command gives its connection back with the transaction still open',
    drill: 'M3',
    sentence: /A loser was answered|5xx|did not come to its end/,
    quick: false,
    changes: [
      {
        file: 'server/db/pg-driver.ts',
        from: "await connection.run(Compiled.raw('rollback')).catch(connection.onError)",
        to: '',
      },
    ],
  },
  {
    name: 'commit-not-waited-for',
    what: 'each transaction turns synchronous_commit off for itself, which is quicker and survives everything but a crash',
    drill: 'M7',
    sentence: /Money was lost/,
    quick: false,
    changes: [
      {
        file: 'server/db/pg-driver.ts',
        from: '  async commitTransaction(connection: PgConnection) {\n',
        to: "  async commitTransaction(connection: PgConnection) {\n    await connection.run(Compiled.raw('set local synchronous_commit = off')).catch(() => {})\n",
      },
    ],
  },
  {
    name: 'statements-without-end',
    what: 'no statement_timeout',
    drill: 'R3',
    sentence: / took \d+ ms with a slow |went on without their desk/,
    quick: false,
    changes: [{ file: 'server/db/pg-open.ts', from: 'statement_timeout: 5000,', to: '' }],
  },
  {
    name: 'pool-waited-for-ever',
    what: 'no connection is kept for those who look, and whoever finds none waits until there is one, as pg does by default',
    drill: 'R2',
    sentence: /Somebody waited \d+ ms for an answer/,
    quick: false,
    changes: [
      {
        file: 'server/db/pg-open.ts',
        from: 'const deskTimeouts = {\n  connectionTimeoutMillis: 1000,',
        to: 'const deskTimeouts = {\n  connectionTimeoutMillis: 0,',
      },
      {
        file: 'server/db/pg-open.ts',
        from: 'const transactionShare = 0.75',
        to: 'const transactionShare = 100',
      },
    ],
  },
  {
    name: 'ready-without-looking',
    what: '/ready is answered well whatever the database says',
    drill: 'R5',
    sentence: /\/ready said so only after/,
    quick: false,
    changes: [
      {
        file: 'server/edge/app.ts',
        from: "response.status(503).json({ status: 'waiting for the database'",
        to: "response.status(200).json({ status: 'waiting for the database'",
      },
    ],
  },
  {
    name: 'folder-without-a-lock',
    what: 'the embedded database’s folder is opened by whoever comes',
    drill: 'M8',
    sentence: /A second opener was not refused/,
    quick: false,
    changes: [
      {
        file: 'server/db/lock-file.ts',
        from: 'if (holder && (attempt > 4 || isAlive(holder)))',
        to: 'if (holder && attempt > 40)',
      },
    ],
  },
  {
    name: 'stale-lock-kept',
    what: 'the lock of a process that is gone keeps everybody out',
    drill: 'M8',
    sentence: /This data is open in process|A stale lock was not taken over/,
    quick: false,
    changes: [
      {
        file: 'server/db/lock-file.ts',
        from: 'if (holder && (attempt > 4 || isAlive(holder)))',
        to: 'if (holder)',
      },
    ],
  },
]
