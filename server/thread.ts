import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

const starter = new URL('./run.cjs', import.meta.url)

/** A thread that runs this file of ours. It brings its own loader: what started this process does not reach it. */
export const threadOf = (file: URL, options: WorkerOptions = {}): Worker =>
  new Worker(starter, { ...options, execArgv: [], argv: [fileURLToPath(file)] })
