import { defineConfig } from 'vitest/config'

const withoutDatabase = [
  'packages/core/src/**/*.test.ts',
  'packages/contract/src/**/*.test.ts',
  'packages/sdk/src/**/*.test.ts',
  'packages/scanner/src/**/*.test.ts',
  'packages/dashboard/src/**/*.test.ts',
  'scripts/**/*.test.ts',
]

const pages = ['tests/journeys/pages/*.test.ts']

/**
 * Three projects, one after the other, so that a run of the rules alone does not start a PostgreSQL. Those of the
 * product start processes and load them, one file at a time; those of pages mostly wait for a browser.
 * No test is about its own speed: what is late on a loaded machine is not wrong, and time-outs end only what hangs.
 * A page's test is tried twice, as a browser has a clock of its own; the run tells `(retry x1)` where it was. What
 * the product promises is tried once.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'rules',
          include: withoutDatabase,
          testTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'product',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...withoutDatabase, ...pages],
          globalSetup: ['scripts/databases/vitest-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'pages',
          include: pages,
          globalSetup: ['tests/harness/chromium-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          retry: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
