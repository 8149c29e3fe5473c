import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const bin = resolve(import.meta.dirname, '../bin/keyturn.js')
const rootKey = 'kt_live_000000000000000000000000001CkGt6'

let directory = ''
const children: ChildProcess[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keyturn-cli-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env['PATH'], KEYTURN_DATA: directory, KEYTURN_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const output = { out: '', error: '' }
  child.stdout.on('data', chunk => {
    output.out += chunk
  })
  child.stderr.on('data', chunk => {
    output.error += chunk
  })
  const ended = new Promise<number | null>(done => child.once('exit', done))
  return { child, output, ended }
}

/** Resolves with the address of a server that listens. */
async function listening({ child, output, ended }: ReturnType<typeof start>): Promise<URL> {
  return new Promise((found, failed) => {
    const look = () => {
      const url = /"url":"(http:[^"]+)"/.exec(output.out)?.[1]
      if (url) found(new URL(url))
    }
    child.stdout?.on('data', look)
    ended.then(status => failed(new Error(`ended with ${status}: ${output.out}${output.error}`)))
  })
}

test.each([
  ['KEYTURN_PORT', '80hunter2'],
  ['KEYTURN_ROOT_KEY', 'kt_live_hunter2'],
  ['KEYTURN_DATABASE_URL', 'mysql://u:hunter2@h/d'],
  ['KEYTURN_HUNTED', 'hunter2'],
])('%s with a bad value ends the start with 1, named, its value never printed', async (name, value) => {
  const run = start(['serve'], { [name]: value })
  expect(await run.ended).toBe(1)
  expect(run.output.error).toContain(name)
  expect(run.output.out + run.output.error).not.toContain('hunter2')
})

test('a wrong flag is wrong usage', async () => {
  const run = start(['serve', '--port', 'x'])
  expect(await run.ended).toBe(2)
  expect(run.output.error).toContain('--port')
})

test('the data of npm start is refused', async () => {
  await writeFile(join(directory, '.keyturn-dev'), '')
  const run = start(['serve'])
  expect(await run.ended).toBe(1)
  expect(run.output.error).toContain('KEYTURN_DATA')
})

test('migrate says what it applied, and then that there is nothing to do', async () => {
  const first = start(['migrate', '--json'])
  expect(await first.ended).toBe(0)
  const report = JSON.parse(first.output.out)
  expect(report).toMatchObject({ alreadyApplied: [] })
  expect(report.applied.length).toBeGreaterThan(0)
  const second = start(['migrate'])
  expect(await second.ended).toBe(0)
  expect(second.output.out).toMatch(/^Nothing to do/)
})

test('SIGTERM lets the request in flight be answered, then the process ends with 0', async () => {
  const run = start(['serve'], { KEYTURN_ROOT_KEY: rootKey })
  const { hostname, port } = await listening(run)
  const body = JSON.stringify({ key: 'x' })
  const socket = connect({ host: hostname, port: Number(port) })
  let answer = ''
  socket.on('data', chunk => {
    answer += chunk
  })
  const closed = new Promise(done => socket.once('close', done))
  const head = `POST /v1/keys/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${rootKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`
  await new Promise(done => socket.write(head, done))
  // The interim answer proves that the server has the request; from here on it is in flight.
  await expect.poll(() => answer, { timeout: 20_000 }).toContain('100 Continue')
  run.child.kill('SIGTERM')
  await expect.poll(() => run.output.out, { timeout: 20_000 }).toContain('stopping')
  socket.write(body)
  await closed
  expect(answer).toMatch(/HTTP\/1\.1 200 OK/)
  expect(answer).toContain('"code":"malformed"')
  expect(answer.toLowerCase()).toContain('connection: close')
  expect(await run.ended).toBe(0)
  expect(run.output.out + run.output.error).not.toContain(rootKey.slice(10))
})

test('no signal opens a debugger, where whoever is on the machine would read every secret in memory', async () => {
  const run = start(['serve'], { KEYTURN_ROOT_KEY: rootKey })
  const url = await listening(run)
  run.child.kill('SIGUSR1')
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(0)
  expect(run.output.error).toBe('')
})

test('the same root key is adopted again, and what was made is still there', async () => {
  const headers = { authorization: `Bearer ${rootKey}`, 'content-type': 'application/json' }
  for (const expected of [0, 1]) {
    const run = start(['serve'], { KEYTURN_ROOT_KEY: rootKey })
    const url = await listening(run)
    const listed = await fetch(new URL('/v1/organizations', url), { headers })
    expect(((await listed.json()) as { data: unknown[] }).data.length).toBeGreaterThanOrEqual(expected)
    const made = await fetch(new URL('/v1/organizations', url), {
      method: 'POST',
      headers,
      body: '{"name":"Northwind"}',
    })
    expect(made.status).toBe(201)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
  }
})
