// Starts a program of the drills as server/run.cjs starts one of the desk. The cases of the procedures hold what their tests
// expect as well, in a package that cannot be loaded so and costs more than the desk itself; no drill asks for it.
const Module = require('node:module')

const unused = Object.assign(new Module('vitest'), {
  loaded: true,
  exports: {
    expect: () => {
      throw new Error('Only a test expects.')
    },
  },
})
require.cache[require.resolve('vitest')] = unused
require('../../server/run.cjs')
