import { afterEach, beforeEach, expect, test } from 'vitest'
import { Keyturn } from '../clients/keyturn.ts'
import { CannedKeyturn, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { keyturnNext } from './keyturn-next.ts'

let canned: CannedKeyturn
let keyturn: Keyturn

beforeEach(async () => {
  canned = await CannedKeyturn.start()
  canned.verdicts.set('good', valid())
  keyturn = new Keyturn({ url: canned.url, key: serviceKey, retries: { attempts: 1 } })
})
afterEach(async () => {
  await keyturn.close()
  await canned.stop()
})

const request = new Request('http://next.example/leads', { headers: { 'x-api-key': 'good' } })

test('asks for options from a function at the first request, once', async () => {
  let asked = 0
  const guard = keyturnNext(() => {
    asked += 1
    return { keyturn, apiId: 'api_1', environment: 'live' }
  })
  const handler = guard(() => new Response('ok'))
  await guard.close()
  expect([asked, guard.droppedOutcomes()]).toEqual([0, 0])
  expect((await handler(request, {})).status).toBe(200)
  expect((await handler(new Request(request.url), {})).status).toBe(401)
  expect(asked).toBe(1)
  await guard.close()
  expect(canned.outcomes).toMatchObject([{ status: 200 }])
})

test('lets nobody in while options from a function are wrong', async () => {
  const options = { keyturn, apiId: '', environment: 'live' }
  let calls = 0
  const handler = keyturnNext(() => options)(() => {
    calls += 1
    return new Response('ok')
  })
  await expect(handler(request, {})).rejects.toThrow('apiId')
  await expect(handler(request, {})).rejects.toThrow('apiId')
  expect(calls).toBe(0)
})

test('a misspelt option of a route is refused', () => {
  const guard = keyturnNext({ keyturn, apiId: 'api_1', environment: 'live' })
  // @ts-expect-error: a program in JavaScript that would have asked for no scope.
  expect(() => guard(() => new Response('ok'), { scope: ['leads:read'] })).toThrow('scope is not an option')
})

/** As Next 15 and 16 make them. */
const digests = [
  ['redirect()', 'NEXT_REDIRECT;replace;/there?a;307;', 307],
  ['permanentRedirect()', 'NEXT_REDIRECT;replace;https://there.example/;x;308;', 308],
  ['notFound()', 'NEXT_HTTP_ERROR_FALLBACK;404', 404],
  ['an error that Next has seen', '1234567890', 500],
  ['an error whose digest is its own', 'NEXT_HTTP_ERROR_FALLBACK;soon', 500],
] as const

test.each(digests)('reports the status that Next answers for %s', async (_, digest, status) => {
  const guard = keyturnNext({ keyturn, apiId: 'api_1', environment: 'live' })
  const thrown = Object.assign(new Error(), { digest })
  const handler = guard(() => {
    throw thrown
  })
  await expect(handler(request, {})).rejects.toBe(thrown)
  await guard.close()
  expect(canned.outcomes).toMatchObject([{ status }])
})
