import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

type Language = 'curl' | 'Node' | 'Python' | 'Go'
type SnippetTexts = { languages: readonly Language[]; snippetOf(language: Language, api: object): string }

/** By its address: the dashboard's types are those of a browser. */
const place = '../../packages/dashboard/src/features/keys/snippet-texts.ts'
const { languages, snippetOf } = (await import(place)) as SnippetTexts

describe('the programs that a key is shown with run as they are', () => {
  const runners: Record<Language, { program: string; file: string; before: string[] }> = {
    curl: { program: 'sh', file: 'call.sh', before: [] },
    Node: { program: process.execPath, file: 'call.mjs', before: [] },
    Python: { program: 'python3', file: 'call.py', before: [] },
    Go: { program: 'go', file: 'call.go', before: ['run'] },
  }
  const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0
  const isThere: Record<Language, boolean> = {
    curl: has('curl', '--version'),
    Node: true,
    Python: has('python3', '--version'),
    Go: has('go', 'version'),
  }
  let directory: string
  let asked: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders }[] = []
  const server = createServer(({ method, url, headers }, response) => {
    asked.push({ method, url, headers })
    response.end('four lists')
  })
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'keyturn-snippets-'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.close()
    rmSync(directory, { recursive: true })
  })

  for (const language of languages)
    for (const method of ['GET', 'POST'])
      test.runIf(isThere[language])(
        `${language}, ${method}`,
        async () => {
          const { port } = server.address() as AddressInfo
          const { program, file, before } = runners[language]
          asked = []
          for (const credentialHeader of ['X-API-Key', 'Authorization: Bearer'] as const) {
            const own = {
              prefix: 'ee',
              envVariable: 'ENRICH_KEY',
              credentialHeader,
              baseUrl: `http://127.0.0.1:${port}`,
              testRequest: { method, path: '/v1/lists' },
            }
            writeFileSync(join(directory, file), snippetOf(language, own))
            const env = { PATH: process.env['PATH'], HOME: directory, ENRICH_KEY: 'ee_live_1' }
            const { stdout } = await promisify(execFile)(program, [...before, file], { cwd: directory, env })
            expect(stdout).toContain('four lists')
          }
          const told = asked.map(({ method, url, headers }) => [
            method,
            url,
            headers['x-api-key'],
            headers.authorization,
          ])
          expect(told).toEqual([
            [method, '/v1/lists', 'ee_live_1', undefined],
            [method, '/v1/lists', undefined, 'Bearer ee_live_1'],
          ])
        },
        60_000,
      )
})
