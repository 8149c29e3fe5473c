import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { runKeyturn } from '../harness/keyturn-command.ts'
import { databases, startKeyturn } from '../harness/start-keyturn.ts'
import { temporaryDatabase, temporaryDirectory } from '../harness/temporary-data.ts'
import { installTarball } from './install-tarball.ts'
import { packPackage, repository } from './pack-package.ts'

/** Each command is a process of its own, and the machine may be busy. */
vi.setConfig({ testTimeout: 120_000 })

let tarball: string
/** A folder outside the repository into which the tarball was installed. */
let directory: string
let command: string

beforeAll(() => {
  tarball = packPackage('cli')
  directory = installTarball(tarball, { linked: ['better-sqlite3'] })
  command = join(directory, 'node_modules/.bin/keyturn')
}, 300_000)

test('of other packages only the one with native code is installed with it', () => {
  const installed = readdirSync(join(directory, 'node_modules')).filter(name => !name.startsWith('.'))
  expect(installed).toEqual(['better-sqlite3', 'keyturn'])
  const manifest = JSON.parse(readFileSync(join(directory, 'node_modules/keyturn/package.json'), 'utf8'))
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'packages/engine/package.json'), 'utf8'))
  expect(manifest.dependencies).toEqual({ 'better-sqlite3': dependencies['better-sqlite3'] })
  expect(manifest).not.toHaveProperty('scripts')
})

describe.each(databases)('on %s', database => {
  test('it migrates, serves, and answers its own commands', async () => {
    const dataDirectory = temporaryDirectory()
    const databaseUrl = database === 'sqlite' ? null : await temporaryDatabase()
    const settings: Record<string, string> = { KEYTURN_DATA: dataDirectory }
    if (databaseUrl !== null) settings['KEYTURN_DATABASE_URL'] = databaseUrl
    const migrated = await runKeyturn(['migrate'], { command, env: settings })
    expect(migrated).toMatchObject({ status: 0, out: expect.stringContaining('applied'), error: '' })

    const keyturn = await startKeyturn({ database, dataDirectory, databaseUrl, command })
    const env = { KEYTURN_URL: keyturn.url, KEYTURN_KEY: keyturn.rootKey }
    const done = async (args: string[], stdin = '') => {
      const { status, out, error } = await runKeyturn(args, { command, env, stdin })
      expect({ args, status, error }).toEqual({ args, status: 0, error: '' })
      return out
    }
    try {
      await done(['apis', 'create', '--name', 'Weather', '--prefix', 'wx', '--scope', 'forecasts:read'])
      await done(['organizations', 'create', '--name', 'Northwind', '--external-id', 'cus_1'])
      const create = ['keys', 'create', '--api', 'wx', '--organization', 'cus_1', '--name', 'Packed']
      const token = await done([...create, '--print-secret'])
      expect(await done(['keys', 'verify'], token)).toMatch(/^valid\n/)
      // The journal is shipped by one thread, and on SQLite read by another.
      await expect
        .poll(() => done(['usage', 'events', '--api', 'wx']), { timeout: 60_000 })
        .toContain('valid')
      expect(await done(['audit', 'export', '--format', 'jsonl'])).toContain('key.created')
      const page = await (await fetch(keyturn.url)).text()
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]
      expect((await fetch(`${keyturn.url}${script}`)).headers.get('content-type')).toContain(
        'text/javascript',
      )
      await keyturn.stop()
    } finally {
      await keyturn.remove()
    }
  })
})

test('it has the license of everything that is in it', () => {
  const text = readFileSync(join(directory, 'node_modules/keyturn/dist/THIRD-PARTY-LICENSES'), 'utf8')
  for (const name of ['commander', 'fastify', 'kysely', 'pg', 'pino', 'zod']) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)\n\n.*MIT`, 'im'))
  }
  const pages = join(directory, 'node_modules/keyturn/dist/dashboard/THIRD-PARTY-LICENSES')
  expect(readFileSync(pages, 'utf8')).toMatch(/^@mantine\/core \d+\.\d+\.\d+ \(MIT\)\n\n.*MIT/im)
})

test('it stays small', () => {
  expect(statSync(tarball).size).toBeLessThan(3_000_000)
})
