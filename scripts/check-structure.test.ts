import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkStructure } from './check-structure.ts'
import { formatFinding } from './structures/finding.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

const workspaces = {
  'packages/core': '@keyturn/core',
  'packages/contract': '@keyturn/contract',
  'packages/engine': '@keyturn/engine',
  'packages/server': '@keyturn/server',
  'packages/sdk': '@keyturn/sdk',
  'packages/cli': 'keyturn',
  tests: '@keyturn/tests',
}

/** Writes a repository of these files, each package with an empty index, and returns what is found. */
function check(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-structure-'))
  roots.push(root)
  const tree: Record<string, string> = {}
  for (const [folder, name] of Object.entries(workspaces)) {
    tree[`${folder}/package.json`] = JSON.stringify({ name, exports: { '.': './src/index.ts' } })
    tree[`${folder}/src/index.ts`] = 'export {}\n'
    tree[`${folder}/src/version.ts`] = 'export {}\n'
  }
  for (const [path, text] of Object.entries({ ...tree, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return checkStructure(root).map(formatFinding)
}

const lines = (count: number): string => 'export {}\n'.repeat(count)

describe('the structure of the repository', () => {
  test('a tree that keeps to the map is found clean', () => {
    expect(
      check({
        'packages/server/src/routes/answer.ts':
          "import '@keyturn/engine'\nimport type { A } from '@keyturn/contract'\n",
        'packages/engine/src/keys/key-queries.ts':
          "import { sql } from 'kysely'\nexport const a = sql`select 1`\n",
        'packages/engine/src/keys/revoke-key.ts': "import './key-queries.ts'\nimport '../mutate/mutate.ts'\n",
        'packages/engine/src/mutate/mutate.ts': "import type { Kysely } from 'kysely'\n",
        'packages/server/src/config/read-config.ts': 'export const port = process.env.KEYTURN_PORT\n',
        'packages/cli/src/commands/serve.ts': "const server = await import('@keyturn/server')\n",
        'tests/src/journeys/first.ts': "import '@keyturn/sdk'\nconst url = process.env.URL\n",
        'packages/core/src/words/few.test.ts': '// @ts-expect-error few() wants an argument\nexport {}\n',
        'packages/core/src/words/many.ts':
          '// any, as any, process.env, class Manager\nexport const words = "as any"\n',
      }),
    ).toEqual([])
  })

  test.each([
    [
      'an import against the table',
      'packages/contract/src/a.ts',
      "import '@keyturn/engine'",
      'may not import packages/engine',
    ],
    [
      'a type-only import against it',
      'packages/sdk/src/a.ts',
      "import type { A } from '@keyturn/engine'",
      'may not import',
    ],
    [
      'an import of a package by path',
      'packages/server/src/a.ts',
      "import '../../engine/src/index.ts'",
      'by path',
    ],
    [
      'an import past the exports',
      'packages/server/src/a.ts',
      "import '@keyturn/engine/src/x.ts'",
      'does not export',
    ],
    [
      'the server in another command',
      'packages/cli/src/commands/keys.ts',
      "import '@keyturn/server'",
      'only some files',
    ],
    ['a library in core', 'packages/core/src/a.ts', "import 'node:fs'", 'loads node:fs'],
    ['a schema library in the SDK', 'packages/sdk/src/a.ts', "import { z } from 'zod'", 'loads zod'],
    [
      'the environment outside config',
      'packages/server/src/a.ts',
      'export const a = process.env.A',
      'environment',
    ],
    [
      'a query in a verb',
      'packages/engine/src/keys/a.ts',
      "export const a = db.selectFrom('keys')",
      'builds a query',
    ],
    [
      'a query by tag in a verb',
      'packages/engine/src/keys/a.ts',
      'export const a = sql<{ n: number }>`select 1`',
      'query',
    ],
    [
      'a driver in a verb',
      'packages/engine/src/keys/a.ts',
      "import { Kysely } from 'kysely'",
      'imports kysely',
    ],
    ['any as a type', 'packages/core/src/a.ts', 'export const a: any = 1', 'says any'],
    ['any in a cast', 'packages/core/src/a.ts', 'export const a = 1 as any', 'says any'],
    ['any inside a type', 'packages/core/src/a.ts', 'export type A = Map<string, any>', 'says any'],
    ['a silenced checker', 'packages/core/src/a.ts', '// @ts-ignore\nexport const a = 1', 'silences'],
    [
      'a silenced checker outside tests',
      'packages/core/src/a.ts',
      '// @ts-expect-error\nexport const a = 1',
      'silences',
    ],
    ['a banned file name', 'packages/core/src/key-manager.ts', 'export {}', 'key-manager says nothing'],
    ['a banned folder name', 'packages/core/src/utils/a.ts', 'export {}', 'utils says nothing'],
    ['a banned class name', 'packages/core/src/a.ts', 'export class KeyService {}', 'says nothing'],
    ['a base class', 'packages/core/src/a.ts', 'export class BaseStore {}', 'says nothing'],
    [
      'a file not in kebab-case',
      'packages/core/src/keyTable.ts',
      'export {}',
      'keyTable.ts is not in kebab-case',
    ],
    ['a folder not in kebab-case', 'packages/core/src/Keys/a.ts', 'export {}', 'Keys is not in kebab-case'],
    ['a file above 400 lines', 'packages/core/src/a.ts', lines(401), 'has 401 lines'],
  ])('finds %s', (_, path, text, message) => {
    const findings = check({ [path]: `${text}\n`.replace(/\n\n$/, '\n') })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toContain(path)
    expect(findings[0]).toContain(message)
  })

  test('finds an import to the right in the engine, and lets a test reach there', () => {
    const right = "import '../keys/revoke-key.ts'\n"
    const findings = check({
      'packages/engine/src/keys/revoke-key.ts': 'export {}\n',
      'packages/engine/src/usage/list-usage.ts': right,
      'packages/engine/src/usage/list-usage.test.ts': right,
    })
    expect(findings).toEqual([
      expect.stringMatching(/list-usage\.ts:1 .*usage may not import keys, which stands to its right/),
    ])
  })

  test('finds an import between neighbours of a group', () => {
    expect(
      check({
        'packages/engine/src/audit/audit.ts': "import '../changes/change.ts'\n",
        'packages/engine/src/changes/change.ts': 'export {}\n',
      }),
    ).toEqual([expect.stringContaining('same group')])
  })

  test('finds a folder that has no place in the engine', () => {
    expect(
      check({
        'packages/engine/src/extras/extra.ts': "import '../ids/new-id.ts'\n",
        'packages/engine/src/ids/new-id.ts': 'export {}\n',
      }),
    ).toEqual([expect.stringContaining('extras has no place')])
  })

  test('finds a schema library that the SDK would load through another package', () => {
    expect(
      check({
        'packages/sdk/src/a.ts': "import '@keyturn/contract'\n",
        'packages/contract/src/index.ts': "export { z } from 'zod'\n",
      }),
    ).toEqual([expect.stringContaining('packages/contract/src/index.ts:1  loads zod')])
  })

  test('finds a cycle through types and through a package name', () => {
    expect(
      check({
        'packages/core/src/index.ts': "export * from './a.ts'\n",
        'packages/core/src/a.ts': "import type { B } from './b.ts'\n",
        'packages/core/src/b.ts': "import { a } from './a.ts'\n",
        'packages/sdk/src/index.ts': "export * from './a.ts'\n",
        'packages/sdk/src/a.ts': "import type { A } from '@keyturn/sdk'\n",
      }),
    ).toEqual([
      expect.stringContaining('packages/core/src/b.ts → packages/core/src/a.ts'),
      expect.stringContaining('packages/sdk/src/a.ts'),
    ])
  })

  test('finds a tree whose files have grown in the middle and at the top', () => {
    const grown = Array.from({ length: 30 }, (_, index) => [`packages/core/src/a${index}.ts`, lines(90)])
    const tall = Array.from({ length: 10 }, (_, index) => [`packages/core/src/b${index}.ts`, lines(230)])
    expect(check(Object.fromEntries([...grown, ...tall]))).toEqual([
      expect.stringContaining('50 % of the files may have 80 lines, and have 90'),
      expect.stringContaining('90 % of the files may have 220 lines, and have 230'),
    ])
  })
})
