import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { freePort } from '../harness/start-trial.ts'
import { StartedProcess } from '../harness/started-process.ts'
import { temporaryDirectory } from '../harness/temporary-data.ts'
import { patternOf, readBlocks } from '../harness/transcript.ts'
import { repository } from './pack-package.ts'

const readme = readFileSync(join(repository, 'packages/sdk/README.md'), 'utf8')

/** A process takes its time to start where other tests run beside it. */
const patiently = { withinMs: 40_000 }

let keyturn: StartedKeyturn
let directory: string
let env: Record<string, string>
let tokens: { reader: string; other: string; organizationId: string }

beforeAll(async () => {
  keyturn = await startKeyturn({ database: 'sqlite' })
  const { client } = keyturn
  const scopes = [{ name: 'forecasts:read' }, { name: 'stations:write' }]
  const { id: apiId } = await client.apis.create({ name: 'Weather', prefix: 'wx', scopes })
  const { id: organizationId } = await client.organizations.create({ name: 'Fabrikam' })
  const create = async (scope: string) => {
    const { secret } = await client.keys.create({ apiId, organizationId, name: 'A key', scopes: [scope] })
    return secret ?? ''
  }
  tokens = { reader: await create('forecasts:read'), other: await create('stations:write'), organizationId }
  env = { KEYTURN_URL: keyturn.url, KEYTURN_KEY: keyturn.rootKey, KEYTURN_API_ID: apiId }
  directory = temporaryDirectory()
  mkdirSync(join(directory, 'node_modules'))
  for (const name of ['@keyturn', '@hono', 'express', 'fastify', 'hono']) {
    symlinkSync(join(repository, 'node_modules', name), join(directory, 'node_modules', name))
  }
})
afterAll(() => keyturn?.remove())

function blockOf(heading: string, language: string): string {
  const block = readBlocks(readme, heading).find(candidate => candidate.language === language)
  if (block === undefined) throw new Error(`no ${language} below ${heading}`)
  return block.text
}

function write(code: string): string {
  const file = join(directory, `${crypto.randomUUID()}.mjs`)
  writeFileSync(file, code)
  return file
}

type Ask = (path: string, headers?: Record<string, string>) => Promise<Response>

async function expectGuarded(ask: Ask): Promise<void> {
  const admitted = await ask('/forecasts', { 'x-api-key': tokens.reader })
  expect(admitted.status).toBe(200)
  expect(await admitted.json()).toEqual({ organization: tokens.organizationId })
  expect((await ask('/forecasts', { authorization: `Bearer ${tokens.reader}` })).status).toBe(200)
  expect((await ask('/forecasts')).status).toBe(401)
  expect((await ask('/forecasts', { 'x-api-key': tokens.other })).status).toBe(403)
}

const services = ['## Express', '## Fastify', '## Hono', '## node:http']

test('every example is executed here', () => {
  const headings = readme.match(/^## .*$/gm) ?? []
  const examples = headings.flatMap(heading =>
    readBlocks(readme, heading).flatMap(({ language }) => (language === 'text' ? [] : heading)),
  )
  expect(examples.sort()).toEqual([...services, '## Next.js', '## The client'].sort())
})

test.each(services)(
  '%s guards as it says',
  async heading => {
    const code = blockOf(heading, 'js')
    expect(code).toContain('3000')
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const service = new StartedProcess({
      name: heading,
      args: [write(code.replace('3000', String(port)))],
      env,
    })
    try {
      await eventually('the service listens', () => fetch(url).catch(() => null), patiently)
      await expectGuarded((path, headers = {}) => fetch(url + path, { headers }))
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
    } finally {
      await service.kill()
    }
  },
  60_000,
)

test('## Next.js guards as it says', async () => {
  const program = `
    import { GET } from ${JSON.stringify(pathToFileURL(write(blockOf('## Next.js', 'js'))).href)}
    import { createServer } from 'node:http'
    import { getRequestListener } from '@hono/node-server'
    createServer(getRequestListener(request => GET(request, {}))).listen(3000)`
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = [write(program.replace('3000', String(port)))]
  const service = new StartedProcess({ name: 'Next', args, env })
  try {
    await eventually('the service listens', () => fetch(url).catch(() => null), patiently)
    await expectGuarded((path, headers = {}) => fetch(url + path, { headers }))
  } finally {
    await service.kill()
  }
}, 60_000)

test('## The client prints what it says', async () => {
  const program = new StartedProcess({
    name: 'the client',
    args: [write(blockOf('## The client', 'js'))],
    env,
  })
  const expected = patternOf(blockOf('## The client', 'text'))
  await eventually(
    'the program ends',
    async () => (expected.test(program.output.trim()) ? true : null),
    patiently,
  )
  await program.kill()
}, 60_000)
