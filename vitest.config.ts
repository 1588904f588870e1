import { defineConfig, mergeConfig } from 'vitest/config'
import { SummaryReporter } from './test/support/summary-reporter.ts'
import client from './vite.config.ts'

/**
 * Files share processes (`isolate: false`): loading the server anew for each of two hundred files took half of a run. What
 * a test changes is in its own database, and nothing of ours keeps state in a module.
 */
const setupFiles = ['test/support/console-errors.ts', 'test/support/close-databases.ts']

/** The same files run on both databases; only the setup and this word differ. */
function serverProject(database: 'pglite' | 'postgres') {
  return {
    test: {
      name: `server-${database}`,
      include: ['test/server/**/*.test.ts'],
      globalSetup: [`test/support/${database}-setup.ts`],
      setupFiles,
      isolate: false,
      env: { MAKERIGHT_TEST_DATABASE: database },
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  }
}

function pureProject(name: string, include: string) {
  return {
    test: { name, include: [include], isolate: false, setupFiles: ['test/support/console-errors.ts'] },
  }
}

export default mergeConfig(
  client,
  defineConfig({
    test: {
      root: '.',
      pool: 'forks',
      maxWorkers: 2,
      watch: false,
      reporters: ['default', new SummaryReporter()],
      projects: [
        pureProject('shared', 'test/shared/**/*.test.ts'),
        pureProject('client', 'test/client/**/*.test.ts'),
        pureProject('house', 'test/house-rules.test.ts'),
        serverProject('pglite'),
        serverProject('postgres'),
        {
          test: {
            name: 'journeys',
            include: ['test/journeys/**/*.test.ts'],
            globalSetup: ['test/support/postgres-setup.ts'],
            setupFiles,
            isolate: false,
            env: { MAKERIGHT_TEST_DATABASE: 'postgres' },
            // A browser and a server at a time, after everything else: a slow page must mean a slow page.
            fileParallelism: false,
            sequence: { groupOrder: 1 },
            testTimeout: 60_000,
            hookTimeout: 120_000,
          },
        },
      ],
    },
  }),
)
