import type { Verdict } from '@keyturn/engine'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { answered, comparable, exchange, lastRequest, type Piece } from './testing/exchange.ts'
import { type Lane, openLane, withMethods } from './testing/open-lane.ts'
import { harmless, requestsWith } from './testing/requests.ts'
import { unusualRequests } from './testing/unusual-requests.ts'

let test0: TestServer
let both: Lane
let ordinary: Lane
/** Has a hot lane that passes on everything. */
let passing: Lane
const tokens: Record<string, string> = {}
const requests = requestsWith(tokens)
const { request, body } = requests
const ids: Record<string, string> = {}

beforeAll(async () => {
  test0 = await openTestServer()
  both = await openLane(test0.test.engine, 'both')
  ordinary = await openLane(test0.test.engine, 'ordinary')
  const { engine } = test0.test
  passing = await openLane(
    { ...engine, verifier: withMethods(engine.verifier, { tryAuthenticate: () => null }) },
    'both',
  )
  await createKeys()
})
afterAll(async () => {
  await both.close()
  await ordinary.close()
  await passing.close()
  await test0.close()
})

async function create(name: string, more: object = {}) {
  const { apiId = '', organizationId = '' } = ids
  const input = { apiId, organizationId, name, environment: 'live', scopes: ['leads:read'], ...more }
  const { key, secret } = await test0.client().keys.create(input)
  tokens[name] = secret ?? ''
  return key
}

async function createKeys(): Promise<void> {
  const root = test0.client()
  const api = await root.apis.create({ name: 'Enrich', prefix: 'ee', scopes: [{ name: 'leads:read' }] })
  const organization = await root.organizations.create({ name: 'Northwind' })
  const asleep = await root.organizations.create({ name: 'Asleep' })
  Object.assign(ids, { apiId: api.id, organizationId: organization.id })
  await create('plain', { metadata: { plan: 'pro' } })
  await create('näme ☃')
  await create('inside', { allowedIps: ['203.0.113.0/24'] })
  await create('endpoint', { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/**' }] })
  await create('limited', { rateLimits: [{ name: 'burst', limit: 1_000_000, windowSeconds: 3600 }] })
  await create('narrow', { rateLimits: [{ name: 'burst', limit: 1, windowSeconds: 3600 }] })
  await create('credited', { credits: { remaining: 1_000_000 } })
  await create('broke', { credits: { remaining: 0 } })
  await create('suspended', { organizationId: asleep.id })
  await create('expired', { expiresAt: new Date(Date.now() + 1_500).toISOString() })
  await root.keys.revoke((await create('revoked')).id, {})
  await root.keys.update((await create('disabled')).id, { enabled: false })
  await root.organizations.update(asleep.id, { suspended: true })
  const { apiId } = await root.whoami()
  for (const [name, scopes, more] of [
    ['manager', ['keys:verify'], {}],
    ['reader', ['keys:read'], {}],
    ['elsewhere', ['keys:verify'], { allowedIps: ['203.0.113.0/24'] }],
    ['batchOnly', ['keys:verify'], { allowedEndpoints: [{ method: 'POST', path: '/v1/keys/verify-batch' }] }],
  ] as const) {
    tokens[name] =
      (await root.keys.create({ apiId: apiId ?? '', name, scopes: [...scopes], ...more } as never)).secret ??
      ''
  }
  tokens['root'] = test0.test.rootKey
  const isExpired = async () => (await root.keys.verify({ key: tokens['expired'] ?? '' })).code === 'expired'
  await vi.waitUntil(isExpired, { timeout: 10_000 })
}

/** Sends the same to a server with the hot lane and to one without, and expects the same back. */
async function expectEqual(pieces: readonly Piece[]): Promise<{ bodies: string[]; hot: boolean }> {
  const before = both.ordinaryRequests()
  const [withHot, without] = await Promise.all([exchange(both.port, pieces), exchange(ordinary.port, pieces)])
  expect(withHot.map(comparable)).toEqual(without.map(comparable))
  expect(withHot.length).toBeGreaterThan(0)
  return { bodies: withHot.map(answer => answer.body), hot: both.ordinaryRequests() - before <= 1 }
}

/** What is asked besides the key called `plain`, and the verdict. */
const cases: [name: string, input: () => object, code: string][] = [
  ['valid', () => ({}), 'valid'],
  [
    'with everything asked',
    () => ({
      ...ids,
      environment: 'live',
      scopes: 'leads:read and not leads:write',
      cost: 3,
      explain: true,
    }),
    'valid',
  ],
  ['a list of scopes', () => ({ scopes: ['leads:read'] }), 'valid'],
  [
    'what the service saw',
    () => ({
      request: {
        method: 'GET',
        path: '/v1/leads?a=1',
        ip: '203.0.113.7',
        userAgent: 'x/1 (a; b_c_d)',
        origin: 'https://a.example',
      },
    }),
    'valid',
  ],
  ['nothing seen', () => ({ request: {} }), 'valid'],
  ['a name beyond ASCII in the answer', () => ({ key: tokens['näme ☃'] }), 'valid'],
  ['an address inside', () => ({ key: tokens['inside'], request: { ip: '203.0.113.9' } }), 'valid'],
  [
    'an endpoint inside',
    () => ({ key: tokens['endpoint'], request: { method: 'GET', path: '/v1/leads/1' } }),
    'valid',
  ],
  ['a limit', () => ({ key: tokens['limited'] }), 'valid'],
  ['credits', () => ({ key: tokens['credited'], cost: 0 }), 'valid'],
  ['malformed', () => ({ key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tX' }), 'malformed'],
  ['malformed: empty', () => ({ key: '' }), 'malformed'],
  ['not found', () => ({ key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' }), 'not_found'],
  ['revoked', () => ({ key: tokens['revoked'] }), 'revoked'],
  ['disabled', () => ({ key: tokens['disabled'] }), 'disabled'],
  ['expired', () => ({ key: tokens['expired'] }), 'expired'],
  ['suspended', () => ({ key: tokens['suspended'] }), 'organization_suspended'],
  ['another API', () => ({ apiId: 'api_other' }), 'wrong_api'],
  ['another environment', () => ({ environment: 'test' }), 'wrong_environment'],
  ['another organization', () => ({ organizationId: 'org_other' }), 'wrong_organization'],
  [
    'an address outside',
    () => ({ key: tokens['inside'], request: { ip: '198.51.100.1' } }),
    'ip_not_allowed',
  ],
  ['no address', () => ({ key: tokens['inside'] }), 'ip_not_allowed'],
  [
    'an endpoint outside',
    () => ({ key: tokens['endpoint'], request: { method: 'POST', path: '/v1/leads/1' } }),
    'endpoint_not_allowed',
  ],
  ['a scope missing', () => ({ scopes: ['leads:write', 'leads:read'] }), 'insufficient_scope'],
  ['a limit reached', () => ({ key: tokens['narrow'], cost: 2 }), 'rate_limited'],
  ['credits used up', () => ({ key: tokens['broke'] }), 'credits_exhausted'],
]

describe('verdicts are the same in both lanes', () => {
  test.each(cases)('%s', async (_, input, code) => {
    const { bodies, hot } = await expectEqual([request(body(input())), lastRequest])
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ code })
    expect(hot).toBe(true)
  })

  const batch = (...verifications: object[]) =>
    request(JSON.stringify({ verifications }), { path: '/v1/keys/verify-batch' })
  const codes = (json: string | undefined) => JSON.parse(json ?? '').data.map((each: Verdict) => each.code)
  const plain = () => ({ key: tokens['plain'] })

  test.each(cases)('in a batch: %s', async (_, input, code) => {
    const sent = batch(plain(), { ...plain(), ...input() }, { ...plain(), explain: true, ...input() })
    const { bodies, hot } = await expectEqual([sent, lastRequest])
    expect(codes(bodies[0])).toEqual(['valid', code, code])
    expect(hot).toBe(true)
  })

  test('a batch of everything is in its order', async () => {
    const { narrow: _, ...others } = tokens
    const verifications = Object.values(others).map(key => ({ key, scopes: ['leads:read'] }))
    const { bodies, hot } = await expectEqual([batch(...verifications), lastRequest])
    expect(JSON.parse(bodies[0] ?? '').data).toHaveLength(verifications.length)
    expect(hot).toBe(true)
  })

  test('a limit and a balance end within a batch at the same item in both lanes', async () => {
    await create('scarce', { rateLimits: [{ name: 'six', limit: 6, windowSeconds: 3600 }] })
    await create('poor', { credits: { remaining: 6 } })
    for (const [name, refusal] of [
      ['scarce', 'rate_limited'],
      ['poor', 'credits_exhausted'],
    ] as const) {
      const item = { key: tokens[name] }
      const { bodies, hot } = await expectEqual([batch(item, item, plain(), item), lastRequest])
      expect(codes(bodies[0])).toEqual(['valid', 'valid', 'valid', 'valid'])
      expect(hot).toBe(true)
      const { bodies: after } = await expectEqual([batch(item, plain(), item), lastRequest])
      expect(codes(after[0])).toEqual([refusal, 'valid', refusal])
    }
  })

  test('a batch with one item that is not canonical is answered as without the hot lane, and costs nothing', async () => {
    await create('counted', { rateLimits: [{ name: 'two', limit: 2, windowSeconds: 3600 }] })
    const item = { key: tokens['counted'] }
    for (const fault of [
      { key: 1 },
      { key: 'a', x: 1 },
      { key: 'a', scopes: 'a:b and' },
      {},
      { key: 'a', cost: -1 },
    ]) {
      const { bodies, hot } = await expectEqual([batch(item, fault), lastRequest])
      expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ status: expect.any(Number) })
      // A scope expression is the engine's to read, in either lane.
      expect(hot).toBe('scopes' in fault)
    }
    const { bodies } = await expectEqual([batch(item), lastRequest])
    expect(codes(bodies[0])).toEqual(['valid'])
  })
})

describe('forms of a request that the hot lane takes', () => {
  test.each<[string, () => string]>([
    ['harmless headers', () => request(body(), { headers: harmless })],
    ['X-API-Key', () => request(body(), { credential: `X-API-Key: ${tokens['manager']}` })],
    [
      'lower-case names and scheme',
      () =>
        request(body(), { credential: `authorization: bearer ${tokens['root']}` })
          .replace('Content-Length', 'content-length')
          .replace('Host', 'host'),
    ],
    [
      'upper-case names',
      () => request(body()).replace('Content-Type', 'CONTENT-TYPE').replace('Host', 'HOST'),
    ],
    ['a charset', () => request(body()).replace('application/json', 'application/json; charset=UTF-8')],
    ['a host without a port', () => request(body()).replace(':8787', '')],
    ['white space in the JSON', () => request(` {"key" : "${tokens['plain']}"\r\n,\t"cost":1 } `)],
    [
      'a key confined to its own endpoint',
      () =>
        request(`{"verifications":[${body()}]}`, {
          path: '/v1/keys/verify-batch',
          credential: `X-API-Key: ${tokens['batchOnly']}`,
        }),
    ],
  ])('%s', async (_, make) => {
    expect((await expectEqual([make(), lastRequest])).hot).toBe(true)
  })
})

const unusual = unusualRequests(requests, tokens)

describe('whatever else comes is answered as without the hot lane', () => {
  test.each(unusual)('%s', async (_, make) => {
    await expectEqual([Buffer.from(make(), 'latin1'), lastRequest])
  })

  test('after requests that the hot lane answered', async () => {
    for (const [, make] of unusual) {
      const bytes = Buffer.from(make() + lastRequest, 'latin1')
      await expectEqual([request(body()).repeat(2), answered(2), bytes])
    }
  })
})

describe('where chunks end makes no difference', () => {
  test('byte by byte', async () => {
    const bytes = Buffer.from(request(body()) + request('{"key":"a"}') + lastRequest)
    const { bodies } = await expectEqual([...bytes].map(byte => Uint8Array.of(byte)))
    expect(bodies).toHaveLength(3)
  })

  test('wherever it is cut', async () => {
    const bytes = Buffer.from(request(body()) + request('{"key":"a"}') + request('{"key":1}') + lastRequest)
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(cuts, async at => {
        const ends = [0, ...at.toSorted((a, b) => a - b), bytes.length]
        const { bodies } = await expectEqual(
          ends.slice(1).map((end, index) => bytes.subarray(ends[index], end)),
        )
        expect(bodies).toHaveLength(4)
      }),
      { numRuns: 60 },
    )
  })

  test('a batch that no single read can hold is answered by the hot lane', async () => {
    const verifications = Array(400)
      .fill(body({ request: { path: `/${'a'.repeat(300)}` } }))
      .join()
    const batch = Buffer.from(
      request(`{"verifications":[${verifications}]}`, { path: '/v1/keys/verify-batch' }),
    )
    for (const at of [batch.length - 1, 20_000, batch.indexOf('\r\n\r\n') + 4]) {
      const rest = Buffer.concat([batch.subarray(at), Buffer.from(request(body()))])
      const { bodies, hot } = await expectEqual([batch.subarray(0, at), rest, answered(2), lastRequest])
      expect(JSON.parse(bodies[0] ?? '').data).toHaveLength(400)
      expect(hot).toBe(true)
    }
  })

  test('what arrives in crumbs, or is not canonical in the end, is answered as without the hot lane', async () => {
    const crumbs = [...Buffer.from(`${request(body({ cost: 1 }))}${lastRequest}`)]
    const head = crumbs.length - lastRequest.length - body({ cost: 1 }).length
    const pieces = crumbs.slice(head).map(byte => Uint8Array.of(byte))
    await expectEqual([Uint8Array.from(crumbs.slice(0, head)), ...pieces])
    const odd = request('{"key":"\\u0061"}')
    const { hot } = await expectEqual([odd.slice(0, -4), odd.slice(-4) + lastRequest])
    expect(hot).toBe(false)
  })

  test('100 requests in one chunk are answered in order', async () => {
    const all = Array.from({ length: 100 }, (_, cost) => request(body({ scopes: [`leads:n${cost}`] })))
    const { bodies, hot } = await expectEqual([all.join('') + lastRequest])
    expect(bodies.slice(0, 100).map(each => JSON.parse(each).missingScopes[0])).toEqual(
      all.map((_, cost) => `leads:n${cost}`),
    )
    expect(hot).toBe(true)
  })

  test('a request hidden in the body of another is none', async () => {
    const inner = request(body())
    await expectEqual([request(JSON.stringify({ key: inner })) + lastRequest])
    await expectEqual([request(`{"key":"a"}${inner}`) + lastRequest])
    await expectEqual([request(`{"key":"a"}${inner}`, { contentLength: '11' }) + lastRequest])
  })
})

test('any damage to canonical requests is answered as without the hot lane', async () => {
  const damage = fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 2 }),
    insert: fc.oneof(
      fc.constant(''),
      fc.constantFrom('\r\n', '\n', ' ', ':', '\t', '\0', '"', ',', '{', '\\', '0', '\xff'),
      fc.string({ maxLength: 2 }),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async all => {
      let bytes = Buffer.from(
        request(body({ cost: 1, request: { ip: '203.0.113.7' } }), { headers: harmless.slice(0, 3) }),
      )
      for (const { at, cut, insert } of all) {
        const from = at % bytes.length
        bytes = Buffer.concat([
          bytes.subarray(0, from),
          Buffer.from(insert, 'latin1'),
          bytes.subarray(from + cut),
        ])
      }
      const piece = Buffer.concat([filled(bytes), Buffer.from(lastRequest)])
      // Where bytes that are no request follow one in the same chunk, node answers the first or not, depending on
      // how it came by the chunk; so both servers come by it in the same way.
      const [fresh, used, passed] = await Promise.all([
        exchange(both.port, [piece]),
        exchange(both.port, [request(body()), answered(1), piece]),
        exchange(passing.port, [piece]),
      ])
      expect(fresh.map(comparable)).toEqual(passed.map(comparable))
      expect(used.slice(1).map(comparable)).toEqual(passed.map(comparable))
    }),
    { numRuns: 250 },
  )
})

test('a client that ends its half after asking is answered, in either lane', async () => {
  for (const ask of [
    request(body()),
    request(body({ key: tokens['credited'] })),
    'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  ]) {
    for (const { port } of [both, ordinary]) {
      const answers = await exchange(port, [ask, 'FIN'])
      expect(answers.map(({ status }) => status)).toEqual(['HTTP/1.1 200 OK'])
    }
  }
})

/** With as much body as its Content-Length asks for, or both lanes would wait for it. */
function filled(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const head = text.indexOf('\r\n\r\n')
  const wanted = Number(/^content-length: *(\d{1,7})\s*$/im.exec(text.slice(0, head))?.[1] ?? 0)
  const missing = head === -1 ? 0 : wanted - (bytes.length - head - 4)
  return missing > 0 && missing < 1_100_000 ? Buffer.concat([bytes, Buffer.alloc(missing, 'x')]) : bytes
}
