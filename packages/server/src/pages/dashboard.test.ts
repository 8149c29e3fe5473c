import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { registerDashboard, sendMissingPage } from './dashboard.ts'
import { pageAddresses } from './page-addresses.ts'
import { readPageFiles } from './page-files.ts'

const script = 'console.log("the whole dashboard")'
let directory: string
let app: FastifyInstance

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-pages-'))
  mkdirSync(join(directory, 'assets'))
  const write = (name: string, content: string | Buffer) => writeFileSync(join(directory, name), content)
  write('index.html', '<!doctype html><html><title>Keyturn</title>')
  write('THIRD-PARTY-LICENSES', 'texts')
  write('assets/main-B1x0.js', script)
  write('assets/main-B1x0.js.gz', gzipSync(script))
  write('assets/main-B1x0.css', 'body{}')
  app = Fastify({ exposeHeadRoutes: true })
  const files = readPageFiles(directory)
  registerDashboard(app, { files, isSetupOpen: async () => false })
  app.setNotFoundHandler((request, reply) => {
    return sendMissingPage(request, reply, files) ?? reply.code(404).send({ code: 'not_found' })
  })
})
afterAll(async () => {
  await app.close()
  rmSync(directory, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers })

test.each([...pageAddresses, '/organizations/org_1/apis/api_1/keys', '/account/'])(
  'answers the one page at %s, kept by nobody, under a policy without exceptions',
  async path => {
    const answer = await get(path)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('<title>Keyturn</title>')
    expect(answer.headers['cache-control']).toBe('no-store')
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/)
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(rule)
  },
)

test('what has a hash in its name is kept for good, in an encoding that the browser takes', async () => {
  const plain = await get('/assets/main-B1x0.js')
  expect(plain.body).toBe(script)
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  })
  expect(plain.headers).not.toHaveProperty('content-encoding')
  const packed = await get('/assets/main-B1x0.js', { 'accept-encoding': 'gzip, deflate, br' })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.rawPayload).toEqual(gzipSync(script))
  const refused = await get('/assets/main-B1x0.js', { 'accept-encoding': 'gzip;q=0' })
  expect(refused.body).toBe(script)
})

test.each([
  '/THIRD-PARTY-LICENSES',
  '/assets/main-B1x0.js.gz',
  '/assets/../index.html',
  '/organizationsx',
  '/v1/none',
])('answers no page at %s', async path => {
  expect((await get(path)).statusCode).toBe(404)
})

test('the page says that there is no owner yet, until there is one', async () => {
  const fresh = Fastify()
  let asked = 0
  registerDashboard(fresh, {
    files: readPageFiles(directory),
    isSetupOpen: async () => ++asked < 2,
  })
  const page = async () => (await fresh.inject('/sign-in')).body
  expect(await page()).toContain('<html data-setup>')
  expect(await page()).toContain('<html>')
  expect(await page()).toContain('<html>')
  expect(asked).toBe(2)
  await fresh.close()
})

test('the page says that nobody is signed in where the browser would have sent the cookie', async () => {
  const cookie = `__Host-keyturn=${'a'.repeat(43)}`
  const page = async (headers: Record<string, string>) => (await get('/', headers)).body
  expect(await page({ 'sec-fetch-site': 'none' })).toContain('<html data-signed-out>')
  expect(await page({ 'sec-fetch-site': 'same-origin' })).toContain('<html data-signed-out>')
  expect(await page({ 'sec-fetch-site': 'cross-site' })).toContain('<html>')
  expect(await page({ 'sec-fetch-site': 'none', cookie })).toContain('<html>')
  expect(await page({})).toContain('<html>')
})

const asBrowser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

test.each(['/foo', '/organizations/org_1/nothing', '/installation/nothing', '/help/nothing'])(
  'tells a browser by a page that nothing is at %s, and a program by a problem',
  async path => {
    const page = await get(path, asBrowser)
    expect(page.statusCode).toBe(404)
    expect(page.body).toContain('<title>Keyturn</title>')
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^text\/html/),
    })
    expect(page.headers).toHaveProperty('content-security-policy')
    for (const accept of ['*/*', 'application/json', 'text/html;q=0, application/json']) {
      const problem = await get(path, { accept })
      expect(problem.statusCode).toBe(404)
      expect(problem.body).toContain('not_found')
    }
  },
)

test.each(['/v1/none', '/v1', '/v2/keys'])(
  'answers no page to a browser at %s, which is of the API',
  async path => {
    expect((await get(path, asBrowser)).body).toContain('not_found')
  },
)

test('a server without a build says how to make one, as a problem', async () => {
  const server: TestServer = await openTestServer()
  const answer = await server.call('GET', '/', { key: null })
  await server.close()
  expect(answer.status).toBe(404)
  expect(answer.text).toContain('npm run build -w packages/dashboard')
})

test('a portal is framed by the origins of its API alone, and nothing says otherwise', async () => {
  const files = readPageFiles(directory)
  const server = await openTestServer({ database: 'sqlite', pageFiles: files })
  const portalOrigins = ['https://app.example.com', 'http://127.0.0.1:4000']
  const api = await server.client().apis.create({ name: 'Desk', prefix: 'dsk', portalOrigins })
  const silent = await server.client().apis.create({ name: 'Silent', prefix: 'sil' })
  const ancestorsAt = async (path: string) => {
    const { status, headers } = await server.call('GET', path, { key: null })
    expect(status).toBe(200)
    expect(headers.get('x-frame-options')).toBeNull()
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    return /frame-ancestors ([^;]*)/.exec(policy)?.[1]
  }
  for (const path of [`/portal/${api.id}`, `/portal/${api.id}/pts_1/keys/key_1`])
    expect(await ancestorsAt(path)).toBe(portalOrigins.join(' '))
  for (const path of [`/portal/${silent.id}`, '/portal/api_unknown', '/portal/x', '/', '/account'])
    expect(await ancestorsAt(path)).toBe("'none'")
  await server.close()
})
