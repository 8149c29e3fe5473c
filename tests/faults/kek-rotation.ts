import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { eventually } from '../harness/eventually.ts'
import { keyturnCommand } from '../harness/keyturn-command.ts'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { copyOrganization } from './fill-tables.ts'
import { readDataKeys } from './read-stored.ts'
import { opens, readKeks, wrapDataKey } from './wrapped-keys.ts'

export type KekRotationReport = {
  /** Processes that were killed while they wrapped data keys anew. */
  killed: number
  /** Tokens that were asked for meanwhile and shown. */
  shown: number
  /** Those that a living process did not show, or showed wrongly. */
  failed: string[]
  /** Tokens that could not be shown once the old keys were gone from the file. */
  lost: number
  /** All data keys, and those that did not open under the last KEK alone. */
  dataKeys: number
  unopened: number
  /** From the last start until no data key was under an older KEK. */
  rewrapSeconds: number
}

type Kept = { id: string; organizationId: string; token: string }
type Options = {
  database: KeyturnOptions['database']
  /** Each has a token that is shown again and again. */
  organizations: number
  /** That many more have a data key and no token. */
  copies?: number
  kills: number
  /** How long a server lives at the most once it wraps data keys anew, in milliseconds; 200 unless told. */
  lifeMs?: number
  command?: string
}

/**
 * Changes the KEK again and again while tokens are shown, kills the server each time while it wraps data keys anew, lets
 * the last one finish, and takes the old lines out of the file at the end (G28, F43).
 */
export async function runKekRotation(options: Options): Promise<KekRotationReport> {
  const { database, organizations, kills, copies = 0, lifeMs = 200 } = options
  const build = options.command === undefined ? {} : { command: options.command }
  const report: KekRotationReport = {
    killed: 0,
    shown: 0,
    failed: [],
    lost: 0,
    dataKeys: 0,
    unopened: 0,
    rewrapSeconds: 0,
  }
  const first = await startKeyturn({ database, ...build })
  const { dataDirectory, databaseUrl, rootKey } = first
  const kekFile = `${dataDirectory}.kek`
  const again = () => startKeyturn({ database, dataDirectory, databaseUrl, rootKey, ...build })
  let node: StartedKeyturn = first
  try {
    const kept = await keepTokens(node, organizations)
    const [{ organizationId } = { organizationId: '' }] = kept
    if (copies > 0) {
      await node.stop()
      const [kek] = readKeks(kekFile)
      if (!kek) throw new Error('no KEK was made')
      await copyOrganization(first, { organizationId, copies, wrap: ids => wrapDataKey(kek, ids) })
      node = await again()
    }
    for (let kill = 0; kill < kills; kill++) {
      await rotate(dataDirectory)
      await eventually(
        'data keys are wrapped anew',
        async () => node.output().includes('wrapping data keys anew') || null,
        { withinMs: 60_000 },
      )
      await Promise.all([showSome(node, kept, report), killWithin(node, (kill / kills) * lifeMs)])
      report.killed += 1
      node = await again()
      await showSome(node, kept, report)
    }
    const startedAt = performance.now()
    await eventually(
      'old keys are not needed',
      async () => {
        await showSome(node, kept, report)
        return (await retired(node)) === kills || null
      },
      { withinMs: 30 * 60_000 },
    )
    report.rewrapSeconds = Math.round((performance.now() - startedAt) / 1_000)
    await node.stop()
    keepFirstLine(kekFile)
    const [kek] = readKeks(kekFile)
    const dataKeys = await readDataKeys(first)
    report.dataKeys = dataKeys.length
    report.unopened = dataKeys.filter(
      ({ id, organization_id, wrapped }) =>
        !kek || !opens(kek, { id, organizationId: organization_id }, wrapped),
    ).length
    node = await again()
    for (const { id, token } of kept) {
      const shown = await node.client.keys.reveal(id).catch(() => null)
      if (shown?.secret !== token) report.lost += 1
    }
    return report
  } finally {
    await node.kill()
    await first.remove()
  }
}

async function keepTokens({ client }: StartedKeyturn, organizations: number): Promise<Kept[]> {
  const { id: apiId } = await client.apis.create({ name: 'Weather', prefix: 'wx', reveal: 'anytime' })
  const kept: Kept[] = []
  for (let made = 0; made < organizations; made++) {
    const { id: organizationId } = await client.organizations.create({ name: `Customer ${made}` })
    const { key, secret } = await client.keys.create({ apiId, organizationId, name: 'Report' })
    kept.push({ id: key.id, organizationId, token: secret ?? '' })
  }
  return kept
}

async function rotate(dataDirectory: string): Promise<void> {
  const [program = '', ...args] = [...keyturnCommand, 'rotate-kek', '--yes', '--data', dataDirectory]
  const child = spawn(program, args, { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`rotate-kek ended with ${status}`)
}

/** What a process that is killed did not answer is no failure; what it answered must be right. */
async function showSome(
  node: StartedKeyturn,
  kept: readonly Kept[],
  report: KekRotationReport,
): Promise<void> {
  for (const { id, token } of kept.slice(0, 40)) {
    const answer = await node.client.keys
      .reveal(id)
      .catch((error: { status?: number; code?: string }) => error)
    if ('secret' in answer && answer.secret === token) report.shown += 1
    else if ('secret' in answer) report.failed.push(`${id}: another token`)
    else if (answer.status) report.failed.push(`${id}: ${answer.status} ${answer.code}`)
    else return
  }
}

async function killWithin(node: StartedKeyturn, ms: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, ms))
  await node.kill()
}

/** How many KEKs have been given up, by whichever process. */
async function retired({ client }: StartedKeyturn): Promise<number> {
  let count = 0
  for await (const { action } of client.audit.events({ limit: 200 }))
    count += Number(action === 'kek.retired')
  return count
}

function keepFirstLine(kekFile: string): void {
  const [first] = readFileSync(kekFile, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('kek_'))
  writeFileSync(kekFile, `${first}\n`)
}
