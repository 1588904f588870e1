// `--import tsx` does not reach a thread on Node 20: this registers the loader there, then starts the worker.
import { register } from 'tsx/esm/api'

register()
await import('./pglite-worker.ts')
