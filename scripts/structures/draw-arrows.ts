import { type FolderOrder, firstSegment } from './check-imports.ts'
import { isTest, type Tree } from './read-tree.ts'

type Arrows = Map<string, Set<string>>

/** Mermaid drawings of the packages and of the folders inside the engine, as measured from the imports. */
export function drawArrows(tree: Tree, order: FolderOrder): string {
  const folders = order.groups.flat()
  return [
    'Packages (an arrow reads "imports"; arrows that follow from others are left out):',
    '',
    drawGraph(measurePackages(tree), 'TD'),
    '',
    `Folders of ${order.within}, likewise:`,
    '',
    drawGraph(measureFolders(tree, order.within, folders), 'TD'),
  ].join('\n')
}

function measurePackages(tree: Tree): Arrows {
  const names = tree.workspaces.filter(({ folder }) => folder !== 'tests' && folder !== 'bench')
  const find = (path: string): string | null =>
    names.find(({ folder }) => path.startsWith(`${folder}/`))?.folder.replace(/^packages\//, '') ?? null
  return measure(tree, find)
}

function measureFolders(tree: Tree, within: string, known: readonly string[]): Arrows {
  return measure(tree, path => {
    const folder = path.startsWith(within) ? firstSegment(path, within) : ''
    return known.includes(folder) ? folder : null
  })
}

function measure(tree: Tree, place: (path: string) => string | null): Arrows {
  const arrows: Arrows = new Map()
  for (const { path, imports } of tree.sources.filter(file => !isTest(file.path))) {
    const from = place(path)
    if (from === null) continue
    const targets = arrows.get(from) ?? new Set()
    arrows.set(from, targets)
    for (const { target } of imports) {
      const to = target === null ? null : place(target)
      if (to !== null && to !== from) targets.add(to)
    }
  }
  return arrows
}

function drawGraph(arrows: Arrows, direction: string): string {
  const lines = [...arrows.keys()].sort().flatMap(from => {
    const direct = findDirect(arrows, from)
    const name = from.replace(/\.ts$/, '')
    return direct.length === 0
      ? [`  ${id(from)}["${name}"]`]
      : direct.map(to => `  ${id(from)}["${name}"] --> ${id(to)}`)
  })
  return ['```mermaid', `graph ${direction}`, ...lines, '```'].join('\n')
}

/** The targets that no other target leads to; there are no cycles, so that these imply the rest. */
function findDirect(arrows: Arrows, from: string): string[] {
  const targets = [...(arrows.get(from) ?? [])]
  const implied = new Set(targets.flatMap(target => [...findReachable(arrows, target)]))
  return targets.filter(target => !implied.has(target)).sort()
}

function findReachable(arrows: Arrows, from: string, seen = new Set<string>()): Set<string> {
  for (const next of arrows.get(from) ?? []) {
    if (seen.has(next)) continue
    seen.add(next)
    findReachable(arrows, next, seen)
  }
  return seen
}

function id(name: string): string {
  return name.replace(/[^a-z0-9]/g, '_')
}
