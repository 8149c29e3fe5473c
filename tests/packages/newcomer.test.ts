import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { freePort } from '../harness/start-trial.ts'
import { StartedProcess } from '../harness/started-process.ts'
import { patternOf, readBlocks, readSteps, runSteps } from '../harness/transcript.ts'
import { installTarball } from './install-tarball.ts'
import { packPackage, repository } from './pack-package.ts'

/** Each command is a process of its own, and the machine may be busy. */
vi.setConfig({ testTimeout: 180_000 })

const blocks = readBlocks(
  readFileSync(join(repository, 'README.md'), 'utf8'),
  '## Protecting an API that you have',
)

let keyturn: StartedKeyturn
/** Where the README has its reader install the server, and where the reader's service is. */
let [home, service] = ['', '']

beforeAll(async () => {
  home = installTarball(packPackage('cli'), { linked: ['better-sqlite3'] })
  service = installTarball(packPackage('sdk'), { linked: ['express'] })
  symlinkSync(process.execPath, join(home, 'node_modules/.bin/node'))
  const command = join(home, 'node_modules/.bin/keyturn')
  keyturn = await startKeyturn({ database: 'sqlite', command })
  writeFileSync(join(home, 'root-key'), keyturn.rootKey)
}, 300_000)
afterAll(() => keyturn?.remove())

test('the tarballs protect an Express API, step by step as the README says', async () => {
  const [prepare, attempt] = readSteps(blocks)
  const port = String(await freePort())
  const run = (commands: string) => {
    const here = commands.replaceAll('http://127.0.0.1:8787', keyturn.url).replaceAll('3000', port)
    return runSteps([here], { cwd: home, withinMs: 120_000 })[0]
  }
  const printed = run(prepare?.commands ?? '')
  const apiId = /^Id +(api_\w+)$/m.exec(printed ?? '')?.[1] ?? 'none was printed'

  const code = blocks.find(({ language }) => language === 'js')?.text ?? ''
  writeFileSync(join(service, 'server.mjs'), code.replace('3000', port))
  const api = new StartedProcess({
    name: 'the service',
    args: ['server.mjs'],
    cwd: service,
    env: { KEYTURN_URL: keyturn.url, KEYTURN_KEY_FILE: join(home, 'service-key'), KEYTURN_API_ID: apiId },
  })
  try {
    const healthy = () => fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)
    await eventually('the service listens', healthy, { withinMs: 60_000 })
    const [ask = '', look = ''] = attempt?.commands.split('sleep 1\n') ?? []
    const answers = run(ask) ?? ''
    // What a reader waits a second for may take longer here.
    const pattern = patternOf(attempt?.expected ?? '')
    await expect.poll(() => `${answers}${run(look)}`.trim(), { timeout: 120_000 }).toMatch(pattern)
  } finally {
    await api.kill()
  }
})
