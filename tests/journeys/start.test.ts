import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send } from '../harness/enrich-engine.ts'
import { type StartedTrial, startTrial } from '../harness/start-trial.ts'

let first: StartedTrial
let second: StartedTrial
let organizations: { first: unknown; second: unknown }

const leadsWith = (trial: StartedTrial, token: string) =>
  send(`http://127.0.0.1:${trial.samplePort}`, 'GET /v1/leads', { headers: { 'x-api-key': token } })

async function organizationsOf(trial: StartedTrial): Promise<unknown> {
  const headers = { 'x-api-key': trial.rootKey }
  const answer = await send(`http://127.0.0.1:${trial.keyturnPort}`, 'GET /v1/organizations', { headers })
  return answer.body['data']
}

beforeAll(async () => {
  first = await startTrial()
  const before = await organizationsOf(first)
  await first.stop()
  second = await startTrial({ directory: first.directory })
  organizations = { first: before, second: await organizationsOf(second) }
})
afterAll(async () => {
  await second?.stop()
  await first?.remove()
})

test('each start rotates the sample key Quickstart, and what an earlier start has printed is worth nothing', async () => {
  expect((await leadsWith(second, second.quickstart.live)).status).toBe(200)
  for (const token of [first.quickstart.live, first.quickstart.test]) {
    expect(await leadsWith(second, token)).toMatchObject({ status: 401, body: { code: 'key_revoked' } })
  }
})

test('the sample data says where the sample API listens this time', async () => {
  const apis = await read(second, 'apis?limit=200')
  const addresses = apis.filter(api => api['prefix'] !== 'kt').map(api => api['baseUrl'])
  expect(addresses).toEqual(Array(5).fill(`http://localhost:${second.samplePort}`))
})

test('the request that the pages of a sample API show works, with a key of each', async () => {
  const headers = { 'x-api-key': second.rootKey }
  const url = `http://127.0.0.1:${second.keyturnPort}`
  const made = await send(url, 'POST /v1/organizations', { headers, body: { name: 'Tailspin' } })
  const answers: Record<string, number> = {}
  for (const { id, prefix, scopes, credentialHeader, testRequest } of await read(second, 'apis?limit=200')) {
    if (prefix === 'kt') continue
    const names = (scopes as { name: string }[]).map(({ name }) => name)
    const own = { organizationId: made.body['id'], name: 'Reads', externalId: `reads-${prefix}` }
    const body = { ...own, apiId: id, scopes: names }
    const token = String((await send(url, 'POST /v1/keys', { headers, body })).body['secret'])
    const { method, path } = testRequest as { method: string; path: string }
    const credential: Record<string, string> =
      credentialHeader === 'X-API-Key' ? { 'x-api-key': token } : { authorization: `Bearer ${token}` }
    const asked = `${method} ${path}`
    const answer = await send(`http://127.0.0.1:${second.samplePort}`, asked, { headers: credential })
    answers[String(prefix)] = answer.status
  }
  expect(answers).toEqual({ ak: 200, ap: 200, ee: 200, ex: 200, or: 200 })
})

test('a refusal of the sample API leads to the page with a row for it', async () => {
  const { body } = await leadsWith(second, first.quickstart.live)
  const { pathname, hash } = new URL(String(body['type']))
  const page = await fetch(`http://127.0.0.1:${second.keyturnPort}${pathname}`)
  expect(hash).toBe('#key_revoked')
  expect(await page.text()).toContain('id="key_revoked"')
})

test('a second start keeps the data and the root key of the first', () => {
  expect(organizations.second).toEqual(organizations.first)
  expect(second.rootKey).toBe(first.rootKey)
})

test('stopping ends the sample API too, without a word of complaint', async () => {
  expect(first.output().split('Stop with Ctrl-C.')[1]?.trim()).toBe('')
  await expect(fetch(`http://127.0.0.1:${first.samplePort}/healthz`)).rejects.toThrow()
})

const read = async (trial: StartedTrial, path: string): Promise<Record<string, unknown>[]> => {
  const headers = { 'x-api-key': trial.rootKey }
  const answer = await send(`http://127.0.0.1:${trial.keyturnPort}`, `GET /v1/${path}`, { headers })
  return answer.body['data'] as Record<string, unknown>[]
}

test('the sample data holds five APIs, and keys in every state', async () => {
  const apis = await read(second, 'apis?limit=200')
  expect(apis.map(api => api['prefix']).toSorted()).toEqual(['ak', 'ap', 'ee', 'ex', 'kt', 'or'])
  const keys = await read(second, 'keys?limit=200')
  const statuses = new Set(keys.map(key => key['status']))
  expect(statuses).toEqual(new Set(['active', 'disabled', 'expired', 'revoked', 'rotating']))
  expect(keys.some(key => key['lastUsedAt'] === null)).toBe(true)
  expect(new Set(keys.map(key => key['externalId'])).size).toBe(keys.length)
})

test('the sample data holds a month of usage, with refusals and outcomes, as old as it says', async () => {
  const from = new Date(Date.now() - 40 * 86_400_000).toISOString()
  const days = await read(second, `usage/summary?interval=day&from=${from}&limit=200`)
  expect(days.length).toBeGreaterThanOrEqual(31)
  const revoked = await read(second, 'usage/events?code=revoked&limit=5')
  expect(revoked.length).toBeGreaterThan(0)
  const early = new Date(Date.now() - 20 * 86_400_000).toISOString()
  const old = await read(second, `usage/events?code=valid&to=${early}&limit=20`)
  expect(old.some(event => event['outcome'] !== null)).toBe(true)
})

test('the sample API takes keys of AutoReach too', async () => {
  const headers = { 'x-api-key': second.rootKey }
  const url = `http://127.0.0.1:${second.keyturnPort}`
  const [autoReach] = (await read(second, 'apis?limit=200')).filter(api => api['prefix'] === 'ak')
  const [owner] = await read(second, 'organizations?externalId=sample-contoso')
  const body = {
    apiId: autoReach?.['id'],
    organizationId: owner?.['id'],
    name: 'Reads',
    scopes: ['workflows:read'],
  }
  const created = await send(url, 'POST /v1/keys', { headers, body })
  const token = String(created.body['secret'])
  expect(token).toMatch(/^ak_live_/)
  const answer = await send(`http://127.0.0.1:${second.samplePort}`, 'GET /v1/workflows', {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(200)
})

describe('the links that a start prints', () => {
  const links = (trial: StartedTrial) =>
    [...trial.output().matchAll(/^ {4}(\S.*?) +http:\/\/localhost:\d+\/sign-in#token=(\S+)$/gm)].map(
      ([, title = '', token = '']) => ({ title, token }),
    )

  async function signIn(trial: StartedTrial, token: string) {
    const url = `http://localhost:${trial.keyturnPort}`
    const answer = await send(url, 'POST /v1/session/link', { headers: { origin: url }, body: { token } })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    if (answer.status !== 200) return { status: answer.status, session: null }
    return {
      status: answer.status,
      session: (await send(url, 'GET /v1/session', { headers: { cookie } })).body,
    }
  }

  test('let in as whom they say, once, and not after the next start', async () => {
    const printed = links(second)
    expect(printed.map(({ title }) => title.split(',')[0])).toEqual([
      'The vendor',
      'Ada',
      'Mira',
      'Priya',
      'Luis',
    ])
    const sessions = []
    for (const { token } of printed) sessions.push((await signIn(second, token)).session)
    expect(sessions[0]).toMatchObject({ operator: 'owner' })
    expect(sessions.slice(1).map(session => session?.['permissions'])).toEqual([
      ['administer'],
      ['view_keys'],
      ['view_keys', 'reveal_keys'],
      ['manage_billing'],
    ])
    for (const { token } of [...printed, ...links(first)])
      expect((await signIn(second, token)).status).toBe(401)
  })
})

test.each([
  { name: 'KEYTURN_DATABASE_URL', value: 'postgres://127.0.0.1:1/keys' },
  { name: 'KEYTURN_DATA', value: '/somewhere/else' },
])('sample data gets nowhere but into its own place: $name is refused', async ({ name, value }) => {
  await expect(startTrial({ env: { [name]: value } })).rejects.toThrow(`Unset ${name}`)
})
