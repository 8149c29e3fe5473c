import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EnrichEngine, send, startEnrichEngine } from '../harness/enrich-engine.ts'
import { eventually } from '../harness/eventually.ts'
import { findInFiles, findInPostgres } from '../harness/find-text.ts'
import { databases } from '../harness/start-keyturn.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const scopes = ['lists:read', 'lists:write', 'leads:read', 'leads:write']
const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@analytical.example',
  company: 'Analytical Engines',
}

/** The CRC-32 of what stands before it, in base62. */
function checksumOf(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let index = 0; index < 6; index++) {
    digits = alphabet[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString()

describe.each(databases)('journey 2, scoped keys shown once, on %s', database => {
  let engine: EnrichEngine

  beforeAll(async () => {
    engine = await startEnrichEngine(database)
  })
  afterAll(() => engine?.stop())

  /** All requests through the sample API of keys that this test has made, once the log has so many. */
  const eventsOf = (keyId: string, count: number) =>
    eventually(`${count} events of ${keyId}`, async () => {
      const { data } = await engine.keyturn.client.usage.events({ keyId })
      return data.length >= count && data.every(event => event.code !== 'valid' || event.outcome)
        ? data
        : null
    })

  test('1. enter a descriptive name, select scopes, optionally set an expiration date, Create', async () => {
    const expiresAt = inOneHour()
    const { key } = await engine.createKey({
      name: 'Nightly CRM sync',
      scopes: ['leads:read', 'lists:read'],
      expiresAt,
    })
    expect(key).toMatchObject({
      name: 'Nightly CRM sync',
      apiId: engine.api.id,
      organizationId: engine.northwind.id,
      environment: 'live',
      status: 'active',
      createdBy: { type: 'key', name: 'Root key' },
      lastUsedAt: null,
    })
    expect(key.scopes.toSorted()).toEqual(['leads:read', 'lists:read'])
    expect(Date.parse(key.expiresAt ?? '')).toBe(Date.parse(expiresAt))
    expect((await engine.createKey({ name: 'No end' })).key.expiresAt).toBeNull()
  })

  test('2. the full key is `ee_live_` and 32 characters, 6 of them a checksum', async () => {
    const { secret, key } = await engine.createKey({ name: 'Shape' })
    expect(secret).toMatch(/^ee_live_[0-9A-Za-z]{32}$/)
    expect(secret.slice(-6)).toBe(checksumOf(secret.slice(0, -6)))
    expect(key.start).toBe(secret.slice(0, 'ee_live_abc'.length))
    const other = await engine.createKey({ name: 'Shape', environment: 'test' })
    expect(other.secret).toMatch(/^ee_test_[0-9A-Za-z]{32}$/)
  })

  test('2. the full key is shown this one time: no answer, log or file has it afterwards', async () => {
    const { keyturn, sampleApi, call } = engine
    const { key, secret } = await engine.createKey({ name: 'Shown once', scopes: ['leads:read'] })
    expect((await call(secret, 'GET /v1/leads')).status).toBe(200)
    expect((await call(secret, 'POST /v1/leads', ada)).status).toBe(403)
    await keyturn.client.keys.update(key.id, { name: 'Renamed' })
    await eventsOf(key.id, 2)
    const hidden = secret.slice(key.start.length)
    const headers = { 'x-api-key': keyturn.rootKey }
    for (const request of [
      `GET /v1/keys/${key.id}`,
      `GET /v1/keys?organizationId=${engine.northwind.id}&limit=200`,
      `GET /v1/audit/events?organizationId=${engine.northwind.id}&limit=200`,
      `GET /v1/usage/events?keyId=${key.id}`,
    ]) {
      const text = JSON.stringify((await send(keyturn.url, request, { headers })).body)
      expect(text, request).toContain(key.id)
      expect(text, request).not.toContain(hidden)
    }
    expect(keyturn.output() + sampleApi.output()).not.toContain(hidden)
    expect(findInFiles(keyturn.dataDirectory, hidden)).toEqual([])
    expect(findInFiles(sampleApi.dataDirectory, hidden)).toEqual([])
    if (keyturn.databaseUrl === null) expect(findInFiles(keyturn.dataDirectory, key.start)).not.toEqual([])
    else {
      expect(await findInPostgres(keyturn.databaseUrl, hidden)).toEqual([])
      expect(await findInPostgres(keyturn.databaseUrl, key.start)).not.toEqual([])
    }
  })

  test('3. scopes of this API are the four that it names, and no key gets another', async () => {
    const api = await engine.keyturn.client.apis.get(engine.api.id)
    expect(api.scopes.map(scope => scope.name)).toEqual(scopes)
    expect(api.scopes.every(scope => scope.description)).toBe(true)
    await expect(engine.createKey({ scopes: ['leads:read', 'emails:send'] })).rejects.toMatchObject({
      status: 422,
      errors: [{ pointer: expect.stringContaining('/scopes') }],
    })
  })

  test('4. the list shows names, prefixes, scopes, status and last-used timestamps', async () => {
    const { client } = engine.keyturn
    const { key, secret } = await engine.createKey({ name: 'In the list', scopes: ['lists:read'] })
    const inList = async () => {
      const { data } = await client.keys.list({ organizationId: engine.northwind.id, limit: 200 })
      return data.find(({ id }) => id === key.id)
    }
    expect(await inList()).toMatchObject({
      name: 'In the list',
      start: secret.slice(0, 11),
      scopes: ['lists:read'],
      status: 'active',
      lastUsedAt: null,
    })
    const before = Date.now()
    expect((await engine.call(secret, 'GET /v1/lists')).status).toBe(200)
    const lastUsedAt = await eventually('last used', async () => (await inList())?.lastUsedAt ?? null)
    expect(Date.parse(lastUsedAt)).toBeGreaterThanOrEqual(before - 1_000)
    expect(Date.parse(lastUsedAt)).toBeLessThanOrEqual(Date.now() + 1_000)
    const others = await client.keys.list({ organizationId: engine.contoso.id, limit: 200 })
    expect(others.data.some(({ id }) => id === key.id)).toBe(false)
  })

  test('4. Rename changes the display name and nothing that callers notice', async () => {
    const { client } = engine.keyturn
    const { key, secret } = await engine.createKey({ name: 'Old name', scopes: ['lists:read'] })
    await client.keys.update(key.id, { name: 'New name' })
    expect(await client.keys.get(key.id)).toMatchObject({ name: 'New name', start: key.start })
    expect((await engine.call(secret, 'GET /v1/lists')).status).toBe(200)
  })

  test('4. Revoke disables a key at once and cannot be undone', async () => {
    const { client } = engine.keyturn
    const { key, secret } = await engine.createKey({ name: 'Revoked', scopes: ['lists:read'] })
    expect((await engine.call(secret, 'GET /v1/lists')).status).toBe(200)
    const revoked = await client.keys.revoke(key.id, { reason: 'The laptop is gone' })
    expect(await engine.call(secret, 'GET /v1/lists')).toMatchObject({
      status: 401,
      body: { code: 'key_revoked', title: 'Invalid API key' },
    })
    expect(revoked).toMatchObject({
      key: { status: 'revoked', revokeReason: 'The laptop is gone' },
      effective: { everywhere: true },
    })
    await expect(client.keys.update(key.id, { enabled: true })).rejects.toMatchObject({ status: 409 })
    await expect(client.keys.rotate(key.id)).rejects.toMatchObject({ status: 409 })
    const again = await client.keys.revoke(key.id, { reason: 'Another one' })
    expect(again).toEqual({ ...revoked, key: { ...revoked.key, lastUsedAt: again.key.lastUsedAt } })
    expect(await client.keys.get(key.id)).toMatchObject({ status: 'revoked' })
  })

  test('5. requests carry `X-API-Key: ee_live_…`', async () => {
    const { secret } = await engine.createKey({ name: 'Everything', scopes })
    const list = await engine.call(secret, 'POST /v1/lists', { name: 'From a test' })
    expect(list.status).toBe(201)
    const lead = await engine.call(secret, 'POST /v1/leads', ada)
    expect(lead).toMatchObject({ status: 201, body: { ...ada, organizationId: engine.northwind.id } })
    expect(await engine.call(secret, `GET /v1/lists/${list.body['id']}`)).toMatchObject({
      status: 200,
      body: { name: 'From a test' },
    })
    expect(await engine.call(secret, `GET /v1/leads/${lead.body['id']}`)).toMatchObject({
      status: 200,
      body: ada,
    })
  })

  test('5. 401 when the key is wrong, or the header is malformed or missing', async () => {
    const { secret } = await engine.createKey({ name: 'Almost', scopes })
    const ask = (headers: Record<string, string>) => send(engine.sampleApi.url, 'GET /v1/lists', { headers })
    const invalid = { status: 401, body: { code: 'invalid_api_key', title: 'Invalid API key' } }
    const body = `ee_live_${'0'.repeat(26)}`
    expect(await ask({ 'x-api-key': body + checksumOf(body) }), 'unknown').toMatchObject(invalid)
    const typo = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A')
    expect(await ask({ 'x-api-key': typo }), 'one character changed').toMatchObject(invalid)
    expect(await ask({ 'x-api-key': secret.slice(0, -1) }), 'one character missing').toMatchObject(invalid)
    expect(await ask({ 'x-api-key': secret.toUpperCase() }), 'another case').toMatchObject(invalid)
    const unauthorized = { status: 401, body: { code: 'missing_credential', title: 'Unauthorized' } }
    const unreadable: Record<string, string>[] = [
      {},
      { 'x-api-key': '' },
      { authorization: secret },
      { authorization: `Basic ${secret}` },
      { authorization: 'Bearer' },
    ]
    for (const headers of unreadable) {
      const answer = await ask(headers)
      expect(answer, Object.keys(headers).join()).toMatchObject(unauthorized)
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
    expect((await ask({ authorization: `Bearer ${secret}` })).status).toBe(200)
  })

  test('5. 401 when the key is expired', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString()
    const { key, secret } = await engine.createKey({ name: 'Short', scopes, expiresAt })
    const refused = await eventually('the key expires', async () => {
      const answer = await engine.call(secret, 'GET /v1/lists')
      return answer.status === 200 ? null : answer
    })
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt))
    expect(refused).toMatchObject({ status: 401, body: { code: 'key_expired', title: 'Invalid API key' } })
    expect(await engine.keyturn.client.keys.get(key.id)).toMatchObject({ status: 'expired' })
    const latest = await eventually('the refusal is in the log', async () => {
      const { data } = await engine.keyturn.client.usage.events({ keyId: key.id, limit: 1 })
      return data[0]?.code === 'valid' ? null : data[0]
    })
    expect(latest).toMatchObject({ code: 'expired', keyName: 'Short', outcome: null })
  })

  test('5. 403 when the key lacks a scope that the endpoint needs', async () => {
    const { secret } = await engine.createKey({ name: 'Reader', scopes: ['leads:read'] })
    const answer = await engine.call(secret, 'POST /v1/leads', ada)
    expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(answer.body['detail']).toContain('leads:write')
    const { secret: powerless } = await engine.createKey({ name: 'No scopes' })
    expect((await engine.call(powerless, 'GET /v1/leads')).status).toBe(403)
  })

  test('5. 403 when the resource belongs to another organization than the key', async () => {
    const own = await engine.createKey({ name: 'Northwind', scopes })
    const foreign = await engine.createKey({
      name: 'Contoso',
      scopes,
      organizationId: engine.contoso.id,
    })
    const { id } = (await engine.call(own.secret, 'POST /v1/leads', ada)).body
    for (const request of [`GET /v1/leads/${id}`, `DELETE /v1/leads/${id}`]) {
      expect(await engine.call(foreign.secret, request), request).toMatchObject({
        status: 403,
        body: { code: 'wrong_organization' },
      })
    }
    expect((await engine.call(own.secret, `GET /v1/leads/${id}`)).status).toBe(200)
    expect((await engine.call(own.secret, 'GET /v1/leads/lead_unknown')).status).toBe(404)
    const { body } = await engine.call(foreign.secret, 'GET /v1/leads?limit=100')
    const seen = body['data'] as { organizationId: string }[]
    expect(new Set(seen.map(lead => lead.organizationId))).toEqual(new Set([engine.contoso.id]))
  })

  test('6. the External API serves lists and leads, each action under its own scope', async () => {
    const owner = await engine.createKey({ name: 'Owner', scopes })
    const listId = (await engine.call(owner.secret, 'POST /v1/lists', { name: 'Matrix' })).body['id']
    const leadId = (await engine.call(owner.secret, 'POST /v1/leads', ada)).body['id']
    const actions = [
      { scope: 'lists:read', request: 'GET /v1/lists' },
      { scope: 'lists:read', request: `GET /v1/lists/${listId}` },
      { scope: 'lists:read', request: `GET /v1/lists/${listId}/count` },
      { scope: 'leads:read', request: 'GET /v1/leads' },
      { scope: 'leads:read', request: `GET /v1/leads/${leadId}` },
      { scope: 'lists:write', request: `PATCH /v1/lists/${listId}`, body: { name: 'Renamed' } },
      { scope: 'leads:write', request: `PATCH /v1/leads/${leadId}`, body: { company: 'Renamed' } },
      { scope: 'leads:write', request: `DELETE /v1/leads/${leadId}` },
      { scope: 'lists:write', request: `DELETE /v1/lists/${listId}` },
    ]
    const tokens = new Map<string, string>()
    for (const scope of scopes) {
      tokens.set(scope, (await engine.createKey({ name: scope, scopes: [scope] })).secret)
    }
    for (const { scope, request, body } of actions) {
      for (const other of scopes.filter(candidate => candidate !== scope)) {
        const { status } = await engine.call(tokens.get(other)!, request, body)
        expect(status, `${request} with ${other}`).toBe(403)
      }
      const { status } = await engine.call(tokens.get(scope)!, request, body)
      expect(status, `${request} with ${scope}`).toBe(request.startsWith('DELETE') ? 204 : 200)
    }
  })

  test('the usage log says which key, which endpoint, when, from where, and what became of it', async () => {
    const { key, secret } = await engine.createKey({ name: 'Watched', scopes: ['lists:read'] })
    const from = Date.now()
    await engine.call(secret, 'GET /v1/lists?limit=3')
    await engine.call(secret, 'GET /v1/lists/list_unknown')
    await engine.call(secret, 'POST /v1/lists', { name: 'Not allowed' })
    const to = Date.now()
    const events = await eventsOf(key.id, 3)
    const same = {
      keyId: key.id,
      keyName: 'Watched',
      organizationId: engine.northwind.id,
      environment: 'live',
      ip: '127.0.0.1',
    }
    expect(events).toMatchObject([
      { ...same, method: 'POST', path: '/v1/lists', code: 'insufficient_scope' },
      { ...same, method: 'GET', path: '/v1/lists/list_unknown', code: 'valid', outcome: { status: 404 } },
      { ...same, method: 'GET', path: '/v1/lists', code: 'valid', outcome: { status: 200 } },
    ])
    for (const { at } of events) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(from - 1_000)
      expect(Date.parse(at)).toBeLessThanOrEqual(to + 1_000)
    }
  })

  test('the audit log says who did what to which key, and is unbroken', async () => {
    const { client } = engine.keyturn
    const { key } = await engine.createKey({ name: 'Audited' })
    await client.keys.update(key.id, { name: 'Audited, renamed' })
    await client.keys.revoke(key.id, { reason: 'Done' })
    const { data } = await client.audit.events({ organizationId: engine.northwind.id, limit: 200 })
    const actions = data.filter(({ target }) => target.id === key.id)
    expect(actions.map(({ action }) => action)).toEqual(['key.revoked', 'key.updated', 'key.created'])
    expect(actions.every(({ actor, ip }) => actor.name === 'Root key' && ip === '127.0.0.1')).toBe(true)
    expect(await client.audit.verify()).toMatchObject({ valid: true })
  })
})
