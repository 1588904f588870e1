import type { Reporter, TestModule } from 'vitest/node'

/** The last word of a run, for people and for CI: `N passed, N failed`. A file that does not load is a failure too. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let passed = 0
    let failed = errors.length
    for (const module of modules) {
      let inside = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        if (state === 'failed') inside++
      }
      failed += inside === 0 && !module.ok() ? 1 : inside
    }
    process.on('exit', (code) => {
      // A setup that failed leaves no failed test behind, only its exit code.
      if (code !== 0 && failed === 0) failed = 1
      process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    })
  }
}
