import type { Finding } from './finding.ts'
import { isTest, type ResolvedImport, type SourceFile, type Tree, type Workspace } from './read-tree.ts'

/**
 * Who may import whom. A key is a workspace folder; `onlyFrom` narrows an arrow to some files; `byPath` is for
 * what measures and so takes apart what is no interface.
 */
export type PackageArrows = Record<string, { to: string; onlyFrom?: RegExp; byPath?: true }[]>

/** From left to right; a folder may import what stands further left, and not its neighbours in a group. */
export type FolderOrder = {
  within: string
  groups: readonly (readonly string[])[]
  anywhere: readonly string[]
}

/** What the files under `from` must not load, not even through others; types do not count. */
export type ForbiddenReach = { from: string; specifier: RegExp; because: string }

/** Checks the arrows between packages. Tests and type-only imports follow them too. */
export function checkPackageArrows(tree: Tree, arrows: PackageArrows): Finding[] {
  return eachImport(tree, (file, statement) => {
    const from = findWorkspace(tree, file.path)
    const to = findTarget(tree, file, statement)
    if (from === null || to === null || from === to || to === 'outside') return null
    const rules = arrows[from.folder]
    if (rules === undefined) return `${from.folder} is not in the table of packages`
    const mayGoByPath = rules.some(rule => rule.byPath)
    if (statement.target !== null && statement.specifier.startsWith('.') && !mayGoByPath) {
      return `imports ${to.name} by path; use its name`
    }
    if (statement.target === null) return `imports ${statement.specifier}, which ${to.name} does not export`
    const rule = rules.find(arrow => arrow.to === to.folder || arrow.to === '*')
    if (rule === undefined) return `${from.folder} may not import ${to.folder}`
    if (rule.onlyFrom && !rule.onlyFrom.test(file.path))
      return `only some files of ${from.folder} may import ${to.folder}`
    return null
  })
}

/** Checks the order of folders inside a package; tests may reach to the right, to set a scene. */
export function checkFolderOrder(tree: Tree, { within, groups, anywhere }: FolderOrder): Finding[] {
  const rank = new Map(groups.flatMap((group, index) => group.map(folder => [folder, index] as const)))
  return eachImport(tree, (file, { target }) => {
    if (!file.path.startsWith(within) || isTest(file.path)) return null
    if (!target?.startsWith(within)) return null
    const from = firstSegment(file.path, within)
    const to = firstSegment(target, within)
    if (from === to || anywhere.includes(from)) return null
    const fromRank = rank.get(from)
    const toRank = rank.get(to)
    if (fromRank === undefined) return `${from} has no place in the order of ${within}`
    if (toRank === undefined) return `${to} has no place in the order of ${within}`
    if (toRank > fromRank) return `${from} may not import ${to}, which stands to its right`
    if (toRank === fromRank) return `${from} may not import ${to}, which stands in the same group`
    return null
  })
}

export function checkReach(tree: Tree, { from, specifier, because }: ForbiddenReach): Finding[] {
  const byPath = new Map(tree.sources.map(file => [file.path, file]))
  const seen = new Set<string>()
  const queue = tree.sources.filter(file => file.path.startsWith(from) && !isTest(file.path))
  const findings: Finding[] = []
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (seen.has(file.path)) continue
    seen.add(file.path)
    for (const statement of file.imports.filter(candidate => !candidate.typeOnly)) {
      if (specifier.test(statement.specifier)) {
        const message = `loads ${statement.specifier}, reached from ${from}: ${because}`
        findings.push({ path: file.path, line: statement.line, message })
      }
      const next = statement.target === null ? undefined : byPath.get(statement.target)
      if (next) queue.push(next)
    }
  }
  return findings
}

function eachImport(
  tree: Tree,
  check: (file: SourceFile, statement: ResolvedImport) => string | null,
): Finding[] {
  return tree.sources.flatMap(file =>
    file.imports.flatMap(statement => {
      const message = check(file, statement)
      return message === null ? [] : [{ path: file.path, line: statement.line, message }]
    }),
  )
}

function findWorkspace(tree: Tree, path: string): Workspace | null {
  return tree.workspaces.find(({ folder }) => path.startsWith(`${folder}/`)) ?? null
}

/** The workspace that an import leads to, also where the file behind it does not exist. */
function findTarget(tree: Tree, file: SourceFile, statement: ResolvedImport): Workspace | 'outside' | null {
  if (statement.target !== null) return findWorkspace(tree, statement.target)
  if (statement.specifier.startsWith('.')) return findWorkspace(tree, file.path)
  const { specifier } = statement
  return (
    tree.workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`)) ?? 'outside'
  )
}

export function firstSegment(path: string, within: string): string {
  return path.slice(within.length).split('/')[0] ?? ''
}
