import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EnrichEngine, startEnrichEngine } from '../harness/enrich-engine.ts'
import { databases } from '../harness/start-keyturn.ts'

const scopes = ['leads:read', 'leads:write']
const grace = {
  firstName: 'Grace',
  lastName: 'Hopper',
  email: 'grace@compilers.example',
  company: 'Compilers',
}

describe.each(databases)('the sandbox, on %s', database => {
  let engine: EnrichEngine
  let live: string
  let sandbox: string

  beforeAll(async () => {
    engine = await startEnrichEngine(database)
    live = (await engine.createKey({ name: 'Production', scopes })).secret
    sandbox = (await engine.createKey({ name: 'Development', scopes, environment: 'test' })).secret
  })
  afterAll(() => engine?.stop())

  const emailsOf = async (token: string): Promise<string[]> => {
    const { body } = await engine.call(token, 'GET /v1/leads?limit=100')
    return (body['data'] as { email: string }[]).map(({ email }) => email)
  }

  test('the same request with a live and a test key sees two different data sets', async () => {
    const [seenLive, seenTest] = [new Set(await emailsOf(live)), new Set(await emailsOf(sandbox))]
    expect(seenLive.size).toBeGreaterThan(0)
    expect(seenTest.size).toBeGreaterThan(0)
    expect(seenLive.isDisjointFrom(seenTest)).toBe(true)
  })

  test('the same request with a live and a test key changes two different data sets', async () => {
    const { body } = await engine.call(sandbox, 'POST /v1/leads', grace)
    expect(await emailsOf(sandbox)).toContain(grace.email)
    expect(await emailsOf(live)).not.toContain(grace.email)
    for (const request of [`GET /v1/leads/${body['id']}`, `DELETE /v1/leads/${body['id']}`]) {
      expect((await engine.call(live, request)).status, request).toBe(404)
    }
    expect((await engine.call(sandbox, `DELETE /v1/leads/${body['id']}`)).status).toBe(204)
  })

  test('a test key never reaches production data by the id of a live resource', async () => {
    const { body } = await engine.call(live, 'POST /v1/leads', grace)
    for (const request of [`GET /v1/leads/${body['id']}`, `PATCH /v1/leads/${body['id']}`]) {
      const change = request.startsWith('PATCH') ? { company: 'Taken over' } : undefined
      expect((await engine.call(sandbox, request, change)).status, request).toBe(404)
    }
    expect((await engine.call(live, `GET /v1/leads/${body['id']}`)).body).toMatchObject(grace)
  })

  test('where a service asks for live keys, a test key is in the wrong environment', async () => {
    const { client } = engine.keyturn
    const verify = (key: string) => client.keys.verify({ key, apiId: engine.api.id, environment: 'live' })
    expect(await verify(live)).toMatchObject({ valid: true })
    expect(await verify(sandbox)).toMatchObject({ valid: false, code: 'wrong_environment', status: 403 })
  })
})
