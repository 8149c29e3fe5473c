import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

const token = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'

/** Says of every key that it is valid, and remembers the outcomes that are reported. */
async function startKeyturn() {
  const outcomes: unknown[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.url === '/v1/usage/outcomes') outcomes.push(...JSON.parse(text).outcomes)
    const key = { id: 'key_1', apiId: 'api_1', organizationId: 'org_1', environment: 'live' }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ valid: true, code: 'valid', verificationId: 'ver_1', key }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, outcomes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function startMain(environment: NodeJS.ProcessEnv) {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env['PATH'], OUTREACH_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('serves sample data, logs no query, and on SIGTERM reports the last outcomes and exits with 0', async () => {
  const keyturn = await startKeyturn()
  const main = startMain({
    KEYTURN_URL: keyturn.url,
    KEYTURN_KEY: 'kt_live_000000000000000000000000001CkGt6',
    KEYTURN_API_ID: 'api_1',
    OUTREACH_DATA: mkdtempSync(join(tmpdir(), 'outreach-')),
    OUTREACH_SAMPLE_ORGANIZATIONS: 'org_1',
  })
  const exited = once(main, 'exit')
  let log = ''
  const address = await new Promise<string>((resolve, reject) => {
    exited.then(([status]) => reject(new Error(`exited with ${status}: ${log}`)))
    createInterface(main.stdout).on('line', line => {
      log += line
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  const response = await fetch(`${address}/v1/lists`, { headers: { 'x-api-key': token } })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ data: [{}, {}, {}], nextCursor: null })
  expect((await fetch(`${address}/v1/lists?api_key=${token}`)).status).toBe(400)
  main.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(keyturn.outcomes).toMatchObject([{ verificationId: 'ver_1', status: 200 }])
  expect(log).toContain('/v1/lists')
  expect(log).not.toContain(token)
  keyturn.server.close()
})

test('a wrong setting ends the start with 1 and one line that names it', async () => {
  const main = startMain({ KEYTURN_URL: 'http://127.0.0.1:1' })
  let text = ''
  main.stderr.on('data', chunk => {
    text += chunk
  })
  expect(await once(main, 'close')).toEqual([1, null])
  expect(text).toBe('KEYTURN_KEY or KEYTURN_KEY_FILE is needed.\n')
})
