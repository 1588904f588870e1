// Starts what is written in TypeScript, a program or a thread of one: `node server/run.cjs FILE [WORDS…]`. The loader works
// on this thread; `--import tsx` asks another one for each file, of packages too, and takes three times as long to start.
const { resolve } = require('node:path')
const { register } = require('tsx/cjs/api')

register()
process.argv.splice(1, 1)
require(resolve(process.argv[1]))
