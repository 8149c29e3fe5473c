import { defineConfig } from 'vitest/config'

const withoutDatabase = [
  'packages/core/src/**/*.test.ts',
  'packages/contract/src/**/*.test.ts',
  'packages/sdk/src/**/*.test.ts',
  'packages/scanner/src/**/*.test.ts',
  'scripts/**/*.test.ts',
]

/** Two projects, so that a run of the rules alone does not start a PostgreSQL. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'rules', include: withoutDatabase, testTimeout: 20_000 } },
      {
        test: {
          name: 'product',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...withoutDatabase],
          globalSetup: ['scripts/databases/vitest-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
