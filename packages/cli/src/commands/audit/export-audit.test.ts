import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCaptured } from '../../testing/run-captured.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-export-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Runs `audit export` against a server that answers so. */
async function exportFrom(answer: (response: ServerResponse) => void, args: string[] = []) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const environment = { url: `http://127.0.0.1:${port}`, key: 'a-key-of-sixteen-and-more' }
  const ended = await runCaptured(['audit', 'export', ...args], { environment })
  server.closeAllConnections()
  server.close()
  return { ...ended, asked }
}

const csv = { 'content-type': 'text/csv; charset=utf-8' }

test('one request brings the whole log, wherever lines and letters were cut on the way', async () => {
  // So long that it comes in many pieces, and so full of letters of three bytes that some of them end within one.
  const text = `id,at\r\n${`${'€'.repeat(99)}\r\n`.repeat(5_000)}`
  const file = join(directory, 'audit.csv')
  const args = ['--out', file, '--target', 'key_1']
  const { status, error, asked } = await exportFrom(response => response.writeHead(200, csv).end(text), args)
  expect({ status, error }).toEqual({ status: 0, error: `5000 events in ${file}.` })
  expect(readFileSync(file, 'utf8') === text).toBe(true)
  expect(asked).toEqual(['/v1/audit/export?targetId=key_1&format=csv'])
})

test('an export that breaks off is a failure, and its file is removed', async () => {
  const file = join(directory, 'audit.csv')
  const { status, error } = await exportFrom(
    response => {
      response.writeHead(200, csv)
      response.write('id,at\r\naud_1,now\r\n', () => response.destroy())
    },
    ['--out', file],
  )
  expect({ status, error }).toEqual({ status: 1, error: expect.stringContaining('broke off') })
  expect(existsSync(file)).toBe(false)
})

test('a refused export is told as the server says it', async () => {
  const problem = { code: 'insufficient_scope', detail: 'The key lacks audit:read.' }
  const { status, out, error } = await exportFrom(response => {
    response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  expect({ status, out, error }).toEqual({ status: 1, out: '', error: problem.detail })
})

test('what is no export is not taken for an empty one', async () => {
  const { status, out, error } = await exportFrom(response => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  expect({ status, out }).toEqual({ status: 1, out: '' })
  expect(error).toContain('Is this the address of Keyturn?')
})
