import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as setImmediately } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings } from '../config/read-settings.ts'
import { createLog } from '../logs/create-log.ts'
import { developmentMarker } from './development-data.ts'
import { type StartOptions, startServer } from './start-server.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keyturn-start-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

function start(env: Record<string, string> = {}, more: Partial<StartOptions> = {}) {
  const settings = readSettings({
    env: { KEYTURN_PORT: '0', KEYTURN_DATA: directory, ...env },
    readFile: () => '',
  })
  return startServer({ settings, log: createLog('silent'), version: '0.0.0-test', ...more })
}

test('without KEYTURN_METRICS_PORT there is no listener for metrics', async () => {
  const running = await start()
  expect(running.metricsUrl).toBeNull()
  await running.stop()
})

test('whoever starts a server has it before anybody can act on the line that says where it listens', async () => {
  const order: string[] = []
  const log = createLog('silent')
  log.info = (...said: unknown[]) => {
    if (said.at(-1) === 'listening') setImmediate(() => order.push('the next turn'))
  }
  const running = await start({}, { log })
  order.push('here')
  await setImmediately()
  expect(order).toEqual(['here', 'the next turn'])
  await running.stop()
})

test('the internal listener serves metrics without a key on the loopback interface, and nothing else', async () => {
  const running = await start({ KEYTURN_METRICS_PORT: '0' })
  const url = running.metricsUrl ?? ''
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  const metrics = await fetch(url)
  expect(await metrics.text()).toContain('keyturn_ready 1')
  expect((await fetch(new URL('/v1/apis', url))).status).toBe(404)
  expect((await fetch(url, { method: 'POST' })).status).toBe(404)
  await running.stop()
  await expect(fetch(url)).rejects.toThrow()
})

test('the listener for verifications answers them and health, and nothing that manages keys', async () => {
  const rootKey = 'kt_live_r5Yq8mZp2LwXc7NbT4hVdK9sJf0CWsxm'
  const running = await start({ KEYTURN_VERIFICATION_PORT: '0', KEYTURN_VERIFICATION_HOST: '127.0.0.1' })
  const at = (path: string) => new URL(path, running.verificationUrl ?? '')
  const post = (path: string, body: object) =>
    fetch(at(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${rootKey}` },
      body: JSON.stringify(body),
    })
  expect(running.verificationUrl).not.toBe(running.url)
  for (const page of ['/healthz', '/readyz']) expect((await fetch(at(page))).status).toBe(200)
  // Refused for its credential, not for its address.
  for (const [path, body] of [
    ['/v1/keys/verify', { key: 'x' }],
    ['/v1/keys/verify-batch', { keys: [{ key: 'x' }] }],
    ['/v1/usage/outcomes', { outcomes: [] }],
  ] as const) {
    expect([path, (await post(path, body)).status]).toEqual([path, 401])
  }
  expect((await fetch(at('/v1/forward-auth'))).status).toBe(401)
  for (const page of [
    '/',
    '/v1/apis',
    '/v1/keys',
    '/v1/whoami',
    '/metrics',
    '/openapi.json',
    '/sign-in',
    '/portal/api_1',
  ]) {
    expect([page, (await fetch(at(page))).status]).toEqual([page, 404])
  }
  expect((await post('/v1/keys', { name: 'x' })).status).toBe(404)
  expect((await post('/v1/sessions', {})).status).toBe(404)
  expect((await fetch(new URL('/v1/apis', running.url))).status).toBe(401)
  await running.stop()
  await expect(fetch(at('/healthz'))).rejects.toThrow()
})

test('an address for verifications without a port is refused, as nothing would listen there', async () => {
  expect(() => start({ KEYTURN_VERIFICATION_HOST: '127.0.0.1' })).toThrow(
    'KEYTURN_VERIFICATION_PORT is needed',
  )
})

test('a stopped server accepts no connection, and its data can be served again', async () => {
  const first = await start()
  await first.stop()
  await expect(fetch(new URL('/healthz', first.url))).rejects.toThrow()
  const second = await start()
  expect((await fetch(new URL('/readyz', second.url))).status).toBe(200)
  await second.stop()
})

test('sample data is served only where that is asked for', async () => {
  await writeFile(join(directory, developmentMarker), '')
  await expect(start()).rejects.toThrow('KEYTURN_DATA')
  const developmentData = { owner: 'owner@keyturn.example', people: ['nobody@northwind.example'] }
  const running = await start({}, { developmentData })
  expect(running.firstLink?.purpose).toBe('sign_in')
  expect(running.personLinks).toEqual([])
  await running.stop()
})

test('a port that is taken fails the start and leaves nothing behind', async () => {
  const first = await start()
  const port = new URL(first.url).port
  await expect(start({ KEYTURN_PORT: port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first.stop()
  const second = await start({ KEYTURN_PORT: port })
  await second.stop()
})
