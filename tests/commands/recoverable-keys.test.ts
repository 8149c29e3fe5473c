import { chmodSync, copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { runKeyturn } from '../harness/keyturn-command.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

const patience = { timeout: 180_000 }

type Finding = { check: string; state: string; sentence: string; advice: string | null }

let keyturn: StartedKeyturn
let keyId = ''
let token = ''
let kekFile = ''

beforeAll(async () => {
  keyturn = await startKeyturn({ database: 'sqlite' })
  kekFile = `${keyturn.dataDirectory}.kek`
  const { client } = keyturn
  const api = await client.apis.create({ name: 'Weather', prefix: 'wx', reveal: 'anytime' })
  const { id } = await client.organizations.create({ name: 'Northwind' })
  const { key, secret } = await client.keys.create({ apiId: api.id, organizationId: id, name: 'Report' })
  keyId = key.id
  token = secret ?? ''
})
afterAll(async () => {
  await keyturn.stop()
  await keyturn.remove()
})

const run = (args: string[]) =>
  runKeyturn(args, {
    env: { KEYTURN_URL: keyturn.url, KEYTURN_KEY: keyturn.rootKey, KEYTURN_DATA: keyturn.dataDirectory },
  })

async function restart(): Promise<void> {
  const { dataDirectory, rootKey } = keyturn
  await keyturn.stop()
  keyturn = {
    ...(await startKeyturn({ database: 'sqlite', dataDirectory, rootKey })),
    remove: keyturn.remove,
  }
}

test('a token is shown again, and only where somebody has said', patience, async () => {
  expect(await run(['keys', 'reveal', keyId, '--print-secret'])).toMatchObject({
    status: 0,
    out: `${token}\n`,
  })
  expect(JSON.parse((await run(['keys', 'reveal', keyId, '--json'])).out)).toEqual({ secret: token })
  const nowhere = await run(['keys', 'reveal', keyId])
  expect(nowhere).toMatchObject({ status: 2, out: '' })
  expect(statSync(kekFile).mode & 0o777).toBe(0o600)
})

test('the KEK is changed while the server runs, and its old line can go', patience, async () => {
  const asked = await run(['rotate-kek'])
  expect(asked).toMatchObject({ status: 2, out: '' })
  const { status, out } = await run(['rotate-kek', '--yes', '--json'])
  expect(status).toBe(0)
  const { kekId, previous } = JSON.parse(out) as { kekId: string; previous: string[] }
  await eventually(
    'the old key is not needed',
    async () => keyturn.output().includes('not needed any more') || null,
    {
      withinMs: 120_000,
    },
  )
  expect(keyturn.output()).toContain(previous[0])
  const lines = readFileSync(kekFile, 'utf8').split('\n')
  const keys = lines.filter(line => line.startsWith('kek_'))
  writeFileSync(kekFile, lines.filter(line => line !== keys[1]).join('\n'))
  await restart()
  expect((await keyturn.client.keys.reveal(keyId)).secret).toBe(token)
  expect((await run(['doctor'])).out).toContain(kekId)
})

test('without its KEK the server is sealed, and does everything else', patience, async () => {
  renameSync(kekFile, `${kekFile}.away`)
  await restart()
  const refusal = await keyturn.client.keys.reveal(keyId).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ status: 503, code: 'sealed' })
  expect(String(refusal)).toMatch(/kek_[0-9a-f]{16}/)
  expect(await keyturn.client.keys.verify({ key: token })).toMatchObject({ valid: true })
  const metrics = await fetch(`${keyturn.url}/metrics`, {
    headers: { authorization: `Bearer ${keyturn.rootKey}` },
  })
  expect(await metrics.text()).toMatch(/^keyturn_sealed 1$/m)
  copyFileSync(`${kekFile}.away`, kekFile)
  const shown = await eventually('the file was noticed', () =>
    keyturn.client.keys.reveal(keyId).catch(() => null),
  )
  expect(shown.secret).toBe(token)
  rmSync(`${kekFile}.away`)
})

test('a KEK that is lost for good is given up while the server runs, and keys go on', patience, async () => {
  const lost = /^kek_.*$/m.exec(readFileSync(kekFile, 'utf8'))?.[0] ?? ''
  rmSync(kekFile)
  await restart()
  const findings = JSON.parse((await run(['doctor', '--local', '--json'])).out) as Finding[]
  const serious = findings.find(({ check, state }) => check === 'kek' && state === 'serious')
  const kekId = /kek_[0-9a-f]{16}/.exec(serious?.sentence ?? '')?.[0] ?? ''
  expect(serious?.advice).toContain(`keyturn forget-kek ${kekId}`)
  expect(await run(['forget-kek', kekId])).toMatchObject({ status: 2, out: '' })
  expect(await run(['forget-kek', 'kek_0000000000000000', '--yes'])).toMatchObject({ status: 1, out: '' })
  const { status, out } = await run(['forget-kek', kekId, '--yes', '--json'])
  expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, kekId, organizations: 1, tokens: 1 })
  expect(readFileSync(kekFile, 'utf8')).not.toContain(lost)
  expect(await keyturn.client.keys.verify({ key: token })).toMatchObject({ valid: true })
  const refusal = await keyturn.client.keys.reveal(keyId).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ status: 409, code: 'reveal_not_allowed' })
  const rotated = await eventually('the new file was noticed', async () => {
    const { secret } = await keyturn.client.keys.rotate(keyId, {})
    return keyturn.client.keys.reveal(keyId).then(
      shown => (shown.secret === secret ? secret : null),
      () => null,
    )
  })
  expect(await keyturn.client.keys.verify({ key: rotated })).toMatchObject({ valid: true })
  expect(await run(['forget-kek', kekId, '--yes'])).toMatchObject({ status: 1 })
  expect((await run(['doctor', '--local'])).out).not.toContain('serious  The database needs')
})

test('a KEK file that others may read, or beside the data, stops the start by name', patience, async () => {
  const loose = `${keyturn.dataDirectory}.loose`
  copyFileSync(kekFile, loose)
  chmodSync(loose, 0o644)
  chmodSync(kekFile, 0o640)
  const { dataDirectory } = keyturn
  const places = [loose, `${dataDirectory}/kek`, `${dataDirectory}/..kek`].map(file => ['--kek-file', file])
  for (const place of [...places, []]) {
    const { status, error } = await runKeyturn(['serve', '--port', '0', ...place], {
      env: { KEYTURN_DATA: dataDirectory },
    })
    expect(status).not.toBe(0)
    expect(error).toContain('KEYTURN_KEK_FILE')
  }
  rmSync(loose)
  chmodSync(kekFile, 0o600)
})
