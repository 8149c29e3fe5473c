import { createHash } from 'node:crypto'
import { type Operation, operations, problemDefinitions } from '@keyturn/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'

let server: TestServer
let page = ''
let policy = ''

beforeAll(async () => {
  server = await openTestServer()
  const answer = await server.call('GET', '/help/api', { key: null })
  expect(answer.status).toBe(200)
  page = answer.text
  policy = answer.headers.get('content-security-policy') ?? ''
})
afterAll(() => server.close())

test.each(operations.map((operation: Operation) => [operation.operationId, operation] as const))(
  'the reference describes %s: path, scope, parameters, answers and refusals',
  (id, operation) => {
    const section = page.split(`<section id="${id}">`)[1]?.split('</section>')[0] ?? ''
    expect(section).toContain(`<code>${operation.method} ${operation.path}</code>`)
    if (operation.scope) expect(section).toContain(`<code>${operation.scope}</code>`)
    for (const name of Object.keys({ ...operation.params?.shape, ...operation.query?.shape }))
      expect(section).toContain(`<td><code>${name}</code></td>`)
    expect(section).toContain(`<h4>${operation.success.status}</h4>`)
    const refusal = operation.credential === 'none' ? 'csrf_failed' : 'missing_credential'
    for (const code of [...operation.problems, refusal])
      expect(section).toContain(`<a href="/help/problems#${code}">`)
  },
)

test('every link leads to something', async () => {
  const problems = (await server.call('GET', '/help/problems', { key: null })).text
  for (const code of Object.keys(problemDefinitions)) expect(problems).toContain(`id="${code}"`)
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${target}"`)
})

test('the pages run nothing and load nothing', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=/i)
  const style = page.split('<style>')[1]?.split('</style>')[0] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`)
})
