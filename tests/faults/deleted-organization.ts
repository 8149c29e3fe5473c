import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { eventually } from '../harness/eventually.ts'
import { filesUnder, tablesWhere } from '../harness/find-text.ts'
import { runKeyturn } from '../harness/keyturn-command.ts'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { removeTemporary, temporaryDatabase, temporaryDirectory } from '../harness/temporary-data.ts'

export type DeletedOrganizationReport = {
  /** Tokens of the organization that were shown before it was deleted. */
  tokens: number
  /** Those that anything showed or held afterwards: the installation, its files, its log, a backup from before. */
  recovered: string[]
  /** Tokens of another organization that could not be shown any more. */
  othersLost: number
  /** Whether the audit log of the deleted organization is whole. */
  auditValid: boolean
}

type Kept = { id: string; token: string }
type Place = { dataDirectory: string; databaseUrl: string | null }

/**
 * Deletes an organization whose tokens are kept, changes the KEK, takes the old one out of the file, and then tries
 * everything: the installation, its files, and a server on a backup that was made before (F46).
 */
export async function runDeletedOrganization(options: {
  database: KeyturnOptions['database']
  tokens: number
}): Promise<DeletedOrganizationReport> {
  const { database, tokens } = options
  const first = await startKeyturn({ database })
  const { rootKey } = first
  const start = (place: Place) => startKeyturn({ database, rootKey, ...place })
  let node = first
  let backup: Place | null = null
  try {
    const gone = await keepTokens(node, { name: 'Gone', prefix: 'gn', tokens })
    const other = await keepTokens(node, { name: 'Other', prefix: 'ot', tokens: 3 })
    await node.stop()
    backup = await copyOf(first)
    node = await start(first)
    await node.client.organizations.delete(gone.organizationId)
    await changeKek(node)
    const recovered = await tryAll(node, gone.kept)
    const othersLost = (await Promise.all(other.kept.map(each => isShown(node, each)))).filter(
      isIt => !isIt,
    ).length
    const { valid: auditValid } = await node.client.audit.verify({ organizationId: gone.organizationId })
    await node.stop()
    recovered.push(...(await heldBy(first, gone.kept)))
    if (gone.kept.some(({ token }) => node.output().includes(token))) recovered.push('the log')

    // Whoever has the backup has the present KEK file at the most: that of its time is gone.
    cpSync(`${first.dataDirectory}.kek`, `${backup.dataDirectory}.kek`)
    node = await start(backup)
    recovered.push(...(await tryAll(node, gone.kept)).map(found => `a backup: ${found}`))
    return { tokens: gone.kept.length, recovered, othersLost, auditValid }
  } finally {
    await node.kill()
    await first.remove()
    if (backup) await removeTemporary([backup.dataDirectory, backup.databaseUrl])
  }
}

async function keepTokens(
  { client }: StartedKeyturn,
  { name, prefix, tokens }: { name: string; prefix: string; tokens: number },
): Promise<{ organizationId: string; kept: Kept[] }> {
  const { id: apiId } = await client.apis.create({ name, prefix, reveal: 'anytime' })
  const { id: organizationId } = await client.organizations.create({ name })
  const kept: Kept[] = []
  for (let made = 0; made < tokens; made++) {
    const { key, secret } = await client.keys.create({ apiId, organizationId, name: `Key ${made}` })
    const each = { id: key.id, token: secret ?? '' }
    if ((await client.keys.reveal(each.id)).secret !== each.token) throw new Error('another token was shown')
    kept.push(each)
  }
  return { organizationId, kept }
}

/** Of a server that is stopped: its directory, or a copy that the database server makes. */
async function copyOf({ dataDirectory, databaseUrl }: Place): Promise<Place> {
  const copy = temporaryDirectory()
  cpSync(dataDirectory, copy, { recursive: true })
  if (databaseUrl === null) return { dataDirectory: copy, databaseUrl }
  const target = await temporaryDatabase()
  const nameOf = (url: string) => new URL(url).pathname.slice(1)
  const postgres = new URL(databaseUrl)
  postgres.pathname = '/postgres'
  const client = new pg.Client({ connectionString: postgres.href })
  await client.connect()
  try {
    await client.query(`drop database "${nameOf(target)}"`)
    await client.query(`create database "${nameOf(target)}" template "${nameOf(databaseUrl)}"`)
  } finally {
    await client.end()
  }
  return { dataDirectory: copy, databaseUrl: target }
}

async function changeKek(node: StartedKeyturn): Promise<void> {
  const { dataDirectory } = node
  const { status, error } = await runKeyturn(['rotate-kek', '--yes', '--data', dataDirectory], {})
  if (status !== 0) throw new Error(error)
  await eventually(
    'the old key is not needed',
    async () => node.output().includes('not needed any more') || null,
    { withinMs: 120_000 },
  )
  const file = `${dataDirectory}.kek`
  const lines = readFileSync(file, 'utf8').split('\n')
  const [, old] = lines.filter(line => line.startsWith('kek_'))
  writeFileSync(file, lines.filter(line => line !== old).join('\n'))
}

async function tryAll(node: StartedKeyturn, kept: readonly Kept[]): Promise<string[]> {
  const shown: string[] = []
  for (const each of kept) if (await isShown(node, each)) shown.push(`${each.id} was shown`)
  return shown
}

async function isShown({ client }: StartedKeyturn, { id, token }: Kept): Promise<boolean> {
  const answer = await client.keys.reveal(id).catch(() => null)
  return answer?.secret === token
}

/** Files and tables that hold a token as it stands. */
async function heldBy({ dataDirectory, databaseUrl }: Place, kept: readonly Kept[]): Promise<string[]> {
  const holds = (text: string) => kept.some(({ token }) => text.includes(token.slice(-24)))
  const files = filesUnder(dataDirectory).filter(path => holds(readFileSync(path).toString('latin1')))
  if (databaseUrl === null) return files
  const tables = await tablesWhere(databaseUrl, async (client, table) => {
    const { rows } = await client.query<{ text: string }>(`select row::text as text from ${table} as row`)
    return holds(rows.map(({ text }) => text).join('\n'))
  })
  return [...files, ...tables]
}
