import { expect, test } from 'vitest'
import { drawArrows } from './draw-arrows.ts'
import type { SourceFile, Tree } from './read-tree.ts'

function file(path: string, ...targets: string[]): SourceFile {
  const imports = targets.map(target => ({ specifier: target, line: 1, typeOnly: true, target }))
  return { path, lines: 1, code: '', comments: '', imports }
}

const workspaces = ['core', 'engine', 'server'].map(name => ({
  name: `@keyturn/${name}`,
  folder: `packages/${name}`,
  exports: new Map<string, string>(),
}))

const order = {
  within: 'packages/engine/src/',
  groups: [['ids'], ['storage'], ['keys']],
  anywhere: ['index.ts'],
}

test('draws the arrows that are there, and leaves out those that follow from others', () => {
  const tree: Tree = {
    paths: [],
    workspaces,
    sources: [
      file('packages/core/src/index.ts'),
      file('packages/engine/src/ids/a.ts', 'packages/core/src/index.ts'),
      file('packages/engine/src/storage/a.ts', 'packages/engine/src/ids/a.ts'),
      file(
        'packages/engine/src/keys/a.ts',
        'packages/engine/src/storage/a.ts',
        'packages/engine/src/ids/a.ts',
      ),
      file('packages/engine/src/ids/a.test.ts', 'packages/engine/src/keys/a.ts'),
      file('packages/server/src/a.ts', 'packages/engine/src/keys/a.ts', 'packages/core/src/index.ts'),
    ],
  }
  const drawn = drawArrows(tree, order)
  const [packages, folders] = [...drawn.matchAll(/```mermaid\n([^`]*)```/g)].map(match =>
    match[1]?.trimEnd().split('\n'),
  )
  expect(packages).toEqual([
    'graph TD',
    '  core["core"]',
    '  engine["engine"] --> core',
    '  server["server"] --> engine',
  ])
  expect(folders).toEqual([
    'graph TD',
    '  ids["ids"]',
    '  keys["keys"] --> storage',
    '  storage["storage"] --> ids',
  ])
})
