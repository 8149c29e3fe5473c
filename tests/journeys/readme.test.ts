import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createClient, type KeyturnClient } from '@keyturn/contract/client'
import { settingList } from '@keyturn/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { freePort, type StartedTrial, startTrial } from '../harness/start-trial.ts'
import { StartedProcess } from '../harness/started-process.ts'
import { patternOf, readBlocks, readSteps, runSteps } from '../harness/transcript.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
const session = readSteps(readBlocks(readme, '## A first session'))
const protection = readBlocks(readme, '## Protecting your own API')

let trial: StartedTrial
/** What each step of the session has printed. */
let outputs: string[]
/** What the session has exported for a service. */
let exported: Record<string, string>
let client: KeyturnClient

beforeAll(async () => {
  trial = await startTrial()
  client = createClient({ url: `http://127.0.0.1:${trial.keyturnPort}`, key: trial.rootKey })
  const steps = [...session, ...readSteps(protection)].map(({ commands }) => here(commands))
  outputs = runSteps([...steps, 'env | grep ^KEYTURN_'], { cwd: trial.directory })
  exported = Object.fromEntries(
    (outputs.at(-1) ?? '').split('\n').flatMap(line => {
      const [name = '', value = ''] = line.split('=')
      return name === '' ? [] : [[name, value]]
    }),
  )
})
afterAll(async () => {
  await trial?.stop()
  await trial?.remove()
})

/** On the ports of this run, and with more patience than a person needs on a machine of their own. */
function here(commands: string): string {
  return commands
    .replaceAll(':8787', `:${trial.keyturnPort}`)
    .replaceAll(':8788', `:${trial.samplePort}`)
    .replaceAll('sleep 1', 'sleep 2')
}

test('npm start prints what the README shows', () => {
  const [greeting] = readBlocks(readme, '## A first session')
  expect(trial.output().trim()).toMatch(patternOf(here(greeting?.text ?? '')))
})

describe('a first session with npm start', () => {
  test.each(
    session.map(({ commands, expected }, index) => ({
      title: commands.split('\n')[0],
      expected,
      index,
    })),
  )('prints what the README shows: $title', ({ expected, index }) => {
    expect(outputs[index]?.trim()).toMatch(patternOf(expected ?? ''))
  })

  test('every token that the session made is shown in a create and nowhere else', () => {
    const tokens = new Set(outputs.join('').match(/\b(?:wx|ee)_(?:live|test)_[0-9A-Za-z]{32}\b/g))
    expect(tokens.size).toBe(1)
    expect(trial.output()).not.toContain([...tokens][0])
  })
})

test('the line that npm start prints works when pasted', () => {
  const lines = trial.output().match(/curl http.*/g) ?? []
  expect(lines).toHaveLength(2)
  const [live, sandbox] = runSteps(
    lines.map(line => `${line} -s`),
    { cwd: trial.directory },
  ).map(text => JSON.parse(text))
  expect(live.data.length).toBeGreaterThan(0)
  expect(sandbox.data.length).toBeGreaterThan(0)
  expect(live).not.toEqual(sandbox)
})

describe('a service protected as the README shows', () => {
  const snippets = protection.filter(({ language }) => language === 'js').map(({ text }) => text)

  async function startService(code: string) {
    const [port, file] = [await freePort(), join(trial.directory, `${crypto.randomUUID()}.mjs`)]
    expect(code).toContain('3000')
    writeFileSync(file, code.replace('3000', String(port)))
    const service = new StartedProcess({ name: 'the service', args: [file], env: exported })
    const url = `http://127.0.0.1:${port}`
    const ask = () => fetch(url).catch(() => null)
    await eventually('the service listens', ask, { withinMs: 15_000 }).catch(async cause => {
      await service.kill()
      throw new Error(service.output, { cause })
    })
    return { url, service }
  }

  async function createToken(scopes: string[]): Promise<{ token: string; organizationId: string }> {
    const apiId = exported['KEYTURN_API_ID'] ?? ''
    const organization = await client.organizations.create({ name: 'A customer' })
    const { secret } = await client.keys.create({
      apiId,
      organizationId: organization.id,
      name: 'A key',
      scopes,
    })
    return { token: secret ?? '', organizationId: organization.id }
  }

  test('there is one for Express, one for node:http and one for Fastify', () => {
    expect(snippets).toHaveLength(3)
    expect(snippets[0]).toContain('keyturnExpress')
    expect(snippets[1]).toContain('keyturnNode')
    expect(snippets[2]).toContain('keyturnFastify')
  })

  test.each(snippets.map((code, index) => ({ code, name: ['Express', 'node:http', 'Fastify'][index] })))(
    'on $name answers 200, 401 and 403 for the right reasons',
    async ({ code }) => {
      const reader = await createToken(['forecasts:read'])
      const other = await createToken(['stations:write'])
      const { url, service } = await startService(code)
      try {
        const ask = (headers: Record<string, string>) => fetch(`${url}/forecasts`, { headers })
        const admitted = await ask({ 'x-api-key': reader.token })
        expect(admitted.status).toBe(200)
        expect(await admitted.text()).toContain(reader.organizationId)
        expect((await ask({ authorization: `Bearer ${reader.token}` })).status).toBe(200)
        expect((await ask({})).status).toBe(401)
        expect((await ask({ 'x-api-key': `${reader.token}0` })).status).toBe(401)
        expect((await ask({ 'x-api-key': other.token })).status).toBe(403)
        expect((await fetch(`${url}/healthz`)).status).toBe(code.includes('/healthz') ? 200 : 401)
      } finally {
        await service.kill()
      }
    },
  )

  test('has a management key that can do nothing else', async () => {
    const service = createClient({ url: exported['KEYTURN_URL'] ?? '', key: exported['KEYTURN_KEY'] ?? '' })
    const { token } = await createToken([])
    expect(await service.keys.verify({ key: token })).toMatchObject({ valid: true })
    await expect(service.keys.list()).rejects.toMatchObject({ status: 403, code: 'insufficient_scope' })
    const foreign = trial.quickstart.live
    expect(await client.keys.verify({ key: foreign })).toMatchObject({ valid: true })
    expect(await service.keys.verify({ key: foreign })).toMatchObject({ valid: false, code: 'not_found' })
  })
})

describe('in production', () => {
  const section = readBlocks(readme, '## In production')

  test('the first management key that the README makes is adopted by keyturn serve', async () => {
    const [make] = readSteps(section)
    const [, rootKey = ''] = runSteps([make?.commands ?? '', 'cat root-key'], { cwd: trial.directory })
    expect(rootKey.trim()).toMatch(/^kt_live_[0-9A-Za-z]{32}$/)
    const server = await startKeyturn({ database: 'sqlite', rootKey: rootKey.trim() })
    try {
      expect(await server.client.whoami()).toMatchObject({ scopes: ['*'] })
      await server.stop()
    } finally {
      await server.remove()
    }
  })

  test('keyturn serve refuses the data of npm start', async () => {
    const dataDirectory = join(trial.directory, 'data', 'dev')
    await expect(startKeyturn({ database: 'sqlite', dataDirectory })).rejects.toThrow('made by npm start')
  })

  test('every setting that the README names exists and has the default that it says', () => {
    const rows = readme.matchAll(/^\| ((?:`KEYTURN_\w+`(?:, )?)+) \| (.+?) \|/gm)
    let count = 0
    for (const [, names = '', fallbacks = ''] of rows) {
      for (const [index, name] of names.replaceAll('`', '').split(', ').entries()) {
        count++
        const setting = settingList.find(candidate => candidate.name === name)
        expect(setting, name).toBeDefined()
        const said = /^`/.test(fallbacks) ? fallbacks.replaceAll('`', '').split(', ')[index] : ''
        const { fallback = null } = setting ?? {}
        expect(said, name).toBe(Array.isArray(fallback) ? fallback.join() : String(fallback ?? ''))
      }
    }
    expect(count).toBeGreaterThan(5)
  })
})
