import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import type { Answer, Ask } from './pglite-thread.ts'

/**
 * PGlite runs a query to its end on the thread it lives on, so it lives on this one. It takes whole messages of
 * PostgreSQL's wire protocol and gives back the answer's bytes; what they mean is the business of the pg client.
 */
if (!parentPort) throw new Error('This file is a worker; server/db/pglite-open.ts starts it.')
const port = parentPort
const { folder, template } = workerData as { folder: string; template: Blob | undefined }

const opening = PGlite.create({
  dataDir: folder === 'memory' ? 'memory://' : folder,
  ...(template ? { loadDataDir: template } : {}),
})

async function answer(ask: Ask): Promise<Uint8Array | number | undefined> {
  const pglite = await opening
  switch (ask.what) {
    case 'opened':
      return undefined
    case 'reset':
      // A fresh client finds a fresh session: no open transaction, no prepared statement of the one before.
      if (pglite.isInTransaction()) await pglite.exec('rollback')
      await pglite.exec('discard all')
      await pglite.exec("set timezone = 'UTC'")
      return undefined
    case 'speak':
      return pglite.execProtocolRaw(ask.bytes)
    case 'copy': {
      const result = await pglite.query(`copy ${ask.target} from '/dev/blob'`, [], {
        blob: new Blob([ask.bytes]),
      })
      return result.rowCount ?? 0
    }
    case 'dump':
      return new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer())
    case 'close':
      await pglite.close()
      return undefined
  }
}

// One after the other: a copy and a query must not interleave inside the same session.
let last: Promise<unknown> = Promise.resolve()
port.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  last = last
    .then(() => answer(ask))
    .then((value): Answer => ({ id, value }))
    .catch((error): Answer => ({ id, failure: { ...error, message: error.message } }))
    .then((reply) => {
      port.postMessage(reply)
      if (ask.what === 'close') port.close()
    })
})
