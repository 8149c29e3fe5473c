import type { Finding } from './finding.ts'
import { isTest, type Tree } from './read-tree.ts'

/** Lines of a source file; `median` and `p90` over all of them together. */
export type Budgets = { median: number; p90: number; largest: number }

/** Tests, SQL and generated files are outside the budgets. */
export function checkBudgets(tree: Tree, budgets: Budgets): Finding[] {
  const measured = tree.sources.filter(({ path }) => !isTest(path))
  const large = measured
    .filter(({ lines }) => lines > budgets.largest)
    .map(({ path, lines }) => ({ path, message: `has ${lines} lines, and ${budgets.largest} is the most` }))
  const sizes = measured.map(({ lines }) => lines).sort((left, right) => left - right)
  return [...large, ...checkShare(sizes, 0.5, budgets.median), ...checkShare(sizes, 0.9, budgets.p90)]
}

function checkShare(sizes: readonly number[], share: number, most: number): Finding[] {
  const size = sizes[Math.max(0, Math.ceil(sizes.length * share) - 1)] ?? 0
  if (size <= most) return []
  return [{ path: '.', message: `${share * 100} % of the files may have ${most} lines, and have ${size}` }]
}
