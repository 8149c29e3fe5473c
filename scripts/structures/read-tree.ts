import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { type ImportStatement, scanSource } from './scan-source.ts'

export type ResolvedImport = ImportStatement & {
  /** Path of the imported file in this tree, or null for what comes from elsewhere. */
  target: string | null
}

export type SourceFile = {
  /** From the root of the repository, with forward slashes. */
  path: string
  lines: number
  code: string
  comments: string
  imports: ResolvedImport[]
}

export type Tree = {
  /** Every file, of whatever kind. */
  paths: string[]
  sources: SourceFile[]
  workspaces: Workspace[]
}

export type Workspace = { name: string; folder: string; exports: Map<string, string> }

const roots = ['packages', 'examples', 'tests', 'scripts', 'bench']
const skipped = new Set(['node_modules', 'dist', 'data', 'coverage', 'generated'])
const sourceEnding = /\.(?:ts|tsx|mts|mjs|js|jsx)$/

/** Reads the code of a repository: what is in the folders for code, without what tools put there. */
export function readTree(root: string): Tree {
  const paths = roots.flatMap(folder => listFiles(root, folder))
  const workspaces = paths
    .filter(path => path.endsWith('package.json'))
    .map(path => readWorkspace(root, path))
  const known = new Set(paths)
  const sources = paths
    .filter(path => sourceEnding.test(path))
    .map(path => {
      const text = readFileSync(join(root, path), 'utf8')
      const { code, comments, imports } = scanSource(text)
      const resolved = imports.map(statement => ({
        ...statement,
        target: resolveImport(path, statement.specifier, known, workspaces),
      }))
      return { path, lines: text.split('\n').length - 1, code, comments, imports: resolved }
    })
  return { paths, sources, workspaces }
}

export function isTest(path: string): boolean {
  return /^(?:tests|bench)\//.test(path) || /\.test\.tsx?$/.test(path) || path.includes('/testing/')
}

function listFiles(root: string, folder: string): string[] {
  const absolute = join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(path => !path.split('/').some(segment => skipped.has(segment) || segment.startsWith('.')))
    .sort()
}

function readWorkspace(root: string, path: string): Workspace {
  const { name, exports = {} } = JSON.parse(readFileSync(join(root, path), 'utf8')) as {
    name: string
    exports?: Record<string, string>
  }
  const folder = dirname(path)
  const files = Object.entries(exports).map(
    ([key, file]) => [posix.join(name, key), posix.join(folder, file)] as const,
  )
  return { name, folder, exports: new Map(files) }
}

function resolveImport(
  from: string,
  specifier: string,
  known: ReadonlySet<string>,
  workspaces: readonly Workspace[],
): string | null {
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier)
    return known.has(path) ? path : null
  }
  for (const { exports } of workspaces) {
    const file = exports.get(specifier)
    if (file !== undefined) return file
  }
  return null
}
