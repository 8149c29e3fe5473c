import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyScope, tokenOf } from './testing/fake-verifier.ts'
import { type Route, routesOn } from './testing/routes.ts'
import { ada, type StartedServer, startServer } from './testing/start-server.ts'

const unknown = Object.fromEntries(
  ['lead', 'list', 'workflow', 'run', 'research', 'email'].map(name => [name, `${name}_unknown`]),
) as Parameters<typeof routesOn>[0]
const named = routesOn(unknown).map(route => [`${route.method} ${route.url}`, route] as const)
const byId = named.filter(([name]) => name.includes('_unknown'))

let started: StartedServer
beforeAll(async () => {
  started = await startServer()
})
afterAll(() => started.server.close())

const send = (key: string, { method, url, body }: Route) => {
  const headers = { 'x-api-key': tokenOf(key) }
  return started.server.inject({ method, url, headers, ...(body && { payload: body }) })
}

describe.each(named)('%s', (_name, route) => {
  test('needs a key', async () => {
    const { method, url, body } = route
    const absent = await started.server.inject({ method, url, ...(body && { payload: body }) })
    expect(absent.json()).toMatchObject({ status: 401, code: 'missing_credential', title: 'Unauthorized' })
    expect(absent.headers['www-authenticate']).toContain('Bearer realm="outreach"')
    const wrong = await send('unknown', route)
    expect(wrong.json()).toMatchObject({ status: 401, code: 'invalid_api_key', title: 'Invalid API key' })
  })

  test('needs its own scope and no other', async () => {
    for (const scope of everyScope) {
      const answer = await send(`acme-${scope}`, route)
      if (route.scopes.includes(scope)) expect(answer.statusCode, scope).not.toBe(403)
      else expect(answer.json(), scope).toMatchObject({ status: 403, code: 'insufficient_scope' })
    }
  })

  test('is 402 without credits and 429 beyond a limit', async () => {
    expect((await send('acme-poor', route)).json()).toMatchObject({ status: 402, code: 'credits_exhausted' })
    const busy = await send('acme-busy', route)
    expect(busy.json()).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(Number(busy.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('costs its price live and nothing in the sandbox', async () => {
    started.verifier.asked.length = 0
    await send('acme-live', route)
    await send('acme-test', route)
    expect(started.verifier.asked).toMatchObject([{ cost: route.price }, { cost: 0 }])
  })
})

test.each(byId)('%s is 404', async (_name, route) => {
  expect((await send('acme-live', route)).json()).toMatchObject({ status: 404, code: 'not_found' })
})

const withBody = named.filter(([, { body }]) => body !== undefined)
test.each(withBody)('%s refuses what it does not know, and what is no object', async (_name, route) => {
  const { method } = route
  const ids = await prepare('acme-live')
  const url =
    routesOn(ids).find(known => known.method === method && shapeOf(known) === shapeOf(route))?.url ?? ''
  const headers = { 'x-api-key': tokenOf('acme-live'), 'content-type': 'application/json' }
  const ask = async (payload: string) =>
    (await started.server.inject({ method, url, headers, payload })).json()
  const payload = JSON.stringify({ ...route.body, colour: 'red' })
  expect(await ask(payload)).toMatchObject({
    status: 400,
    code: 'unknown_field',
    errors: [{ pointer: '/colour' }],
  })
  expect(await ask('7')).toMatchObject({ status: 400, code: 'malformed_json' })
  expect(await ask('{"name":1,"name":2}')).toMatchObject({ status: 400, code: 'duplicate_member' })
})

test('every route succeeds, and is 403 for a key of another organization', async () => {
  for (const [index, { method, url }] of routesOn(unknown).entries()) {
    const ids = await prepare('acme-live')
    const route = routesOn(ids)[index]
    if (route === undefined) throw new Error('the route is missing')
    const foreign = await send('globex-live', route)
    if (Object.values(ids).some(id => route.url.includes(id))) {
      expect(foreign.json(), `${method} ${url}`).toMatchObject({ status: 403, code: 'wrong_organization' })
    }
    const answer = await send('acme-live', route)
    expect(answer.statusCode, `${method} ${url}`).toBe(route.success)
  }
})

/** The route without ids. */
function shapeOf({ url }: Route): string {
  return url.replaceAll(/(?:lead|list|workflow|run|research|email)_[0-9a-z]+/g, ':id')
}

/** One row of each kind, and SMTP settings. */
async function prepare(key: string): Promise<Parameters<typeof routesOn>[0]> {
  const make = async (url: string, body: object) => (await started.call(key, `POST ${url}`, body)).json().id
  const smtp = { host: '127.0.0.1', port: 1, security: 'none', sender: 'sales@acme.example' }
  await started.call(key, 'PUT /v1/smtp', smtp)
  const lead = await make('/v1/leads', ada)
  const list = await make('/v1/lists', { name: 'A list' })
  await started.call(key, `POST /v1/lists/${list}/leads`, { leadId: lead })
  const workflow = await make('/v1/workflows', { name: 'All', steps: ['research', 'qualification'] })
  return {
    lead,
    list,
    workflow,
    run: await make(`/v1/workflows/${workflow}/run`, { leadIds: [lead] }),
    research: await make('/v1/research', { leadId: lead }),
    email: await make('/v1/emails', { leadId: lead, subject: 'Hello', text: 'Hello' }),
  }
}
