import type { Finding } from './finding.ts'
import { isTest, type SourceFile, type Tree } from './read-tree.ts'

type Rule = {
  /** True for files that the rule speaks about. */
  appliesTo: (path: string) => boolean
  /** Which view of the file is searched. */
  view: 'code' | 'comments'
  pattern: RegExp
  message: string
}

/** Searches for what may stand in some files only, or nowhere. */
export function checkContents(tree: Tree, rules: readonly Rule[]): Finding[] {
  return tree.sources.flatMap(file =>
    rules.filter(rule => rule.appliesTo(file.path)).flatMap(rule => search(file, rule)),
  )
}

function search(file: SourceFile, { view, pattern, message }: Rule): Finding[] {
  const text = file[view]
  return [...text.matchAll(new RegExp(pattern, 'g'))].map(match => ({
    path: file.path,
    line: text.slice(0, match.index).split('\n').length,
    message,
  }))
}

export type ContentPlaces = {
  /** Files that may read the environment; tests and scripts always may. */
  environment: RegExp
  /** Files that may build queries. */
  queries: RegExp
}

const isTool = (path: string): boolean => isTest(path) || /^(?:scripts|bench)\//.test(path)

/** The rules about contents, with the places that a repository grants. */
export function contentRules({ environment, queries }: ContentPlaces): Rule[] {
  const outsideConfig = (path: string): boolean => !isTool(path) && !environment.test(path)
  const outsideQueries = (path: string): boolean =>
    path.startsWith('packages/') && !isTool(path) && !queries.test(path)
  return [
    {
      appliesTo: outsideConfig,
      view: 'code',
      pattern: /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*(?:\?\.)?\[/,
      message: 'reads the environment outside a config folder',
    },
    {
      appliesTo: outsideQueries,
      view: 'code',
      pattern:
        /\.(?:selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto)\s*\(|\bsql(?:<[^`]*>)?`/,
      message: 'builds a query outside *-queries.ts and storage/',
    },
    {
      appliesTo: path => /\.tsx?$/.test(path),
      view: 'code',
      pattern: /\b(?:as|satisfies)\s+any\b|[:<|&,]\s*any\s*(?=[[\],;)>|&={}\n])|\btype\s+\w+\s*=\s*any\b/,
      message: 'says any; say what it is, or unknown',
    },
    {
      appliesTo: () => true,
      view: 'comments',
      pattern: /@ts-(?:ignore|nocheck)\b/,
      message: 'silences the type checker',
    },
    {
      // In a test it asserts that a misuse does not compile.
      appliesTo: path => !isTest(path),
      view: 'comments',
      pattern: /@ts-expect-error\b/,
      message: 'silences the type checker',
    },
  ]
}

const drivers = /^(?:kysely|pg|better-sqlite3)(?:\/|$)/

/** The libraries behind the queries stay behind them; types may travel. */
export function checkDriverImports(tree: Tree, queries: RegExp): Finding[] {
  return tree.sources
    .filter(({ path }) => path.startsWith('packages/') && !isTool(path) && !queries.test(path))
    .flatMap(file =>
      file.imports
        .filter(({ specifier, typeOnly }) => drivers.test(specifier) && !typeOnly)
        .map(({ specifier, line }) => ({
          path: file.path,
          line,
          message: `imports ${specifier} outside *-queries.ts and storage/`,
        })),
    )
}
