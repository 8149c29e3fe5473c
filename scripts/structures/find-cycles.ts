import type { Finding } from './finding.ts'
import type { Tree } from './read-tree.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** Finds files that import each other, directly or around corners; type-only imports count. */
export function findCycles(tree: Tree): Finding[] {
  const graph = new Map(
    tree.sources.map(file => [
      file.path,
      file.imports.flatMap(({ target }) => (target === null ? [] : [target])),
    ]),
  )
  return findKnots(graph).map(knot => {
    const cycle = shortestCycle(graph, knot)
    return { path: cycle[0] ?? '', message: `imports itself through ${cycle.slice(1).join(' → ')}` }
  })
}

type Search = { index: Map<string, number>; low: Map<string, number>; stack: string[]; knots: string[][] }

/** Tarjan's strongly connected components, of which those are kept that hold a cycle. */
function findKnots(graph: Graph): string[][] {
  const search: Search = { index: new Map(), low: new Map(), stack: [], knots: [] }
  for (const node of graph.keys()) if (!search.index.has(node)) visit(graph, node, search)
  return search.knots.filter(knot => knot.length > 1 || graph.get(knot[0] ?? '')?.includes(knot[0] ?? ''))
}

function visit(graph: Graph, node: string, search: Search): void {
  const { index, low, stack, knots } = search
  const own = index.size
  index.set(node, own)
  low.set(node, own)
  stack.push(node)
  for (const next of graph.get(node) ?? []) {
    if (!index.has(next)) visit(graph, next, search)
    if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? own, low.get(next) ?? own))
  }
  if (low.get(node) === own) knots.push(stack.splice(stack.indexOf(node)))
}

function shortestCycle(graph: Graph, knot: readonly string[]): string[] {
  const members = new Set(knot)
  const start = [...knot].sort()[0] ?? ''
  const paths: string[][] = [[start]]
  const seen = new Set<string>()
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, start]
      if (members.has(next) && !seen.has(next)) paths.push([...path, next])
      seen.add(next)
    }
  }
  return [start]
}
