/** Checks that the code keeps to its map: arrows, names, places, sizes. */
import { fileURLToPath } from 'node:url'
import { type Budgets, checkBudgets } from './structures/check-budgets.ts'
import {
  type ContentPlaces,
  checkContents,
  checkDriverImports,
  contentRules,
} from './structures/check-contents.ts'
import {
  checkFolderOrder,
  checkPackageArrows,
  checkReach,
  type FolderOrder,
  type ForbiddenReach,
  type PackageArrows,
} from './structures/check-imports.ts'
import { checkNames } from './structures/check-names.ts'
import { findCycles } from './structures/find-cycles.ts'
import { type Finding, formatFinding } from './structures/finding.ts'
import { readTree } from './structures/read-tree.ts'

export const packageArrows: PackageArrows = {
  'packages/core': [],
  'packages/contract': [{ to: 'packages/core' }],
  'packages/engine': [{ to: 'packages/core' }],
  'packages/server': [{ to: 'packages/engine' }, { to: 'packages/contract' }],
  'packages/sdk': [{ to: 'packages/core' }, { to: 'packages/contract' }],
  'packages/dashboard': [{ to: 'packages/contract' }],
  'packages/scanner': [{ to: 'packages/core' }],
  'packages/cli': [
    { to: 'packages/contract' },
    { to: 'packages/scanner' },
    { to: 'packages/server', onlyFrom: /\/[a-z-]*(?:serve|migrate|backup|restore)[a-z-]*(?:\/|\.|$)/ },
  ],
  'examples/outreach-api': [{ to: 'packages/sdk' }],
  tests: [{ to: '*' }],
  bench: [{ to: '*', byPath: true }],
}

export const engineOrder: FolderOrder = {
  within: 'packages/engine/src/',
  groups: [
    ['errors', 'ids', 'clock', 'digests'],
    ['storage'],
    ['access'],
    ['envelope', 'audit', 'changes'],
    ['outbox'],
    ['mutate'],
    ['limits'],
    ['apis', 'organizations'],
    ['users'],
    ['sessions'],
    ['members'],
    ['invitations', 'second-factors', 'portal-sessions'],
    ['passkeys', 'identity-providers'],
    ['usage'],
    ['keys', 'rotation'],
    ['verification'],
    ['requests'],
    ['connectors', 'billing', 'alerts', 'notifications', 'incidents', 'checklist'],
    ['nodes'],
    ['jobs'],
    ['engine.ts'],
  ],
  anywhere: ['index.ts', 'testing'],
}

/** What knows nothing of the API, what talks to it, what people do, and what puts that together. */
const dashboardOrder: FolderOrder = {
  within: 'packages/dashboard/src/',
  groups: [['shared'], ['connection'], ['features'], ['app'], ['main.tsx']],
  anywhere: [],
}

/** A feature never imports a feature. */
const featureOrder: FolderOrder = {
  within: 'packages/dashboard/src/features/',
  groups: [
    [
      'account',
      'apis',
      'audit',
      'billing',
      'help',
      'keys',
      'members',
      'operators',
      'organizations',
      'portal',
      'requests',
      'sessions',
      'settings',
      'system',
      'usage',
    ],
  ],
  anywhere: [],
}

const forbiddenReach: ForbiddenReach[] = [
  { from: 'packages/core/src/', specifier: /^(?!\.)/, because: 'core runs anywhere and depends on nothing' },
  { from: 'packages/sdk/src/', specifier: /^zod(?:\/|$)/, because: 'the SDK carries no schema library' },
  { from: 'packages/contract/src/client/', specifier: /^(?:zod|node:)/, because: 'the client runs anywhere' },
]

const places: ContentPlaces = {
  environment: /^packages\/(?:server|cli)\/src\/config\/|^examples\/[^/]+\/src\/config/,
  // The journal's lock is a SQLite lock: it dies with the process that holds it, and holds no rows.
  queries: /-queries\.ts$|\/storage\/|\/usage\/journal-lock\.ts$/,
}

const budgets: Budgets = { median: 80, p90: 220, largest: 400 }

/** All findings in the repository at `root`; none means that it keeps to the map. */
export function checkStructure(root: string): Finding[] {
  const tree = readTree(root)
  return [
    ...checkPackageArrows(tree, packageArrows),
    ...[engineOrder, dashboardOrder, featureOrder].flatMap(order => checkFolderOrder(tree, order)),
    ...forbiddenReach.flatMap(rule => checkReach(tree, rule)),
    ...findCycles(tree),
    ...checkContents(tree, contentRules(places)),
    ...checkDriverImports(tree, places.queries),
    ...checkNames(tree),
    ...checkBudgets(tree, budgets),
  ]
}

if (import.meta.main) {
  const findings = checkStructure(fileURLToPath(new URL('..', import.meta.url)))
  for (const finding of findings) console.error(formatFinding(finding))
  if (findings.length > 0) process.exitCode = 1
}
