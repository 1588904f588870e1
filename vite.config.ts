import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { SummaryReporter } from './test/support/summary-reporter.ts'

/** The typeface is on its way with the first byte of the page: a late one would move every line that it sets anew. */
function preloadedTypeface(): Plugin {
  return {
    name: 'preloaded-typeface',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => /inter-latin-wght-normal.*\.woff2$/.test(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}`, crossorigin: '' },
            injectTo: 'head',
          })),
    },
  }
}

/** The same files run on both databases; only the setup and this word differ. */
function serverProject(database: 'pglite' | 'postgres') {
  return {
    test: {
      name: `server-${database}`,
      include: ['test/server/**/*.test.ts'],
      globalSetup: [`test/support/${database}-setup.ts`],
      setupFiles: ['test/support/console-errors.ts'],
      env: { MAKERIGHT_TEST_DATABASE: database },
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  }
}

function pureProject(name: string, include: string) {
  return { test: { name, include: [include], setupFiles: ['test/support/console-errors.ts'] } }
}

export default defineConfig({
  root: 'client',
  plugins: [react(), tailwindcss(), preloadedTypeface()],
  server: { proxy: { '/trpc': 'http://127.0.0.1:3000' } },
  // Nothing is inlined as data: the Content-Security-Policy allows files of ours only.
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
  },
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
          setupFiles: ['test/support/console-errors.ts'],
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
})
