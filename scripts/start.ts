/**
 * `npm start`: Keyturn on the embedded database and the sample External API, with sample data, for trying and
 * developing. `keyturn serve` is the same server for production.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@keyturn/contract/client'
import { generateToken } from '@keyturn/core'
import {
  createLog,
  developmentMarker,
  SettingsError,
  settingsFromProcess,
  startServer,
  version,
} from '@keyturn/server'
import { prepareSamples, type SampleInstallation } from './samples/sample-installation.ts'
import { writeHistory } from './samples/write-history.ts'

const data = resolve(import.meta.dirname, '..', 'data', 'dev')
const sampleApi = resolve(import.meta.dirname, '..', 'examples', 'outreach-api')
const samplePort = process.env['OUTREACH_PORT'] || '8788'
const sampleReadyMsMax = 15_000

/** Sample data has a key that lies beside it; `keyturn serve` refuses the directory for that. */
function developmentRootKey(): string {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(data, developmentMarker),
    'Sample data of npm start; keyturn serve refuses this directory.\n',
  )
  const file = join(data, 'root-key')
  if (!existsSync(file)) {
    const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count))
    writeFileSync(file, `${generateToken({ prefix: 'kt', environment: 'live', randomBytes })}\n`, {
      mode: 0o600,
    })
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/** Sample data is written once: what somebody changes or deletes stays so. */
function isFirstStart(): boolean {
  return !existsSync(join(data, 'keyturn.db'))
}

function startSampleApi(keyturnUrl: string, samples: SampleInstallation): ChildProcess {
  return spawn(process.execPath, [join(sampleApi, 'src', 'main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      KEYTURN_URL: keyturnUrl,
      KEYTURN_KEY: samples.serviceKey,
      KEYTURN_API_ID: samples.api.id,
      OUTREACH_MORE_APIS: samples.moreApis.map(({ prefix, id }) => `${prefix}=${id}`).join(','),
      OUTREACH_SMTP_ALLOW: process.env['OUTREACH_SMTP_ALLOW'] || '127.0.0.1,localhost',
      OUTREACH_PORT: samplePort,
      OUTREACH_DATA: join(data, 'outreach'),
      OUTREACH_SAMPLE_ORGANIZATIONS: samples.organizationIds.join(','),
    },
  })
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + sampleReadyMsMax
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(`The sample API did not start on ${url}. Is OUTREACH_PORT taken?`)
}

function greeting(input: {
  url: string
  sampleUrl: string
  rootKey: string
  samples: SampleInstallation
}): string {
  const { url, sampleUrl, samples } = input
  return `
  Keyturn ${version} is running, with sample data in ./data/dev

  API          ${url}/v1          OpenAPI ${url}/openapi.json
  Sample API   ${sampleUrl}/v1
  Root key     in ./data/dev/root-key (a management key with every scope)

  Call the sample API with the key "Quickstart", fresh at each start:

    curl ${sampleUrl}/v1/leads -H 'X-API-Key: ${samples.quickstart.live}'

  The same request with its sandbox key sees other data:

    curl ${sampleUrl}/v1/leads -H 'X-API-Key: ${samples.quickstart.test}'

  Stop with Ctrl-C.
`
}

async function start(): Promise<void> {
  const rootKey = developmentRootKey()
  const { KEYTURN_DATA: elsewhere } = process.env
  if (elsewhere)
    throw new Error('npm start keeps its data in ./data/dev. Unset KEYTURN_DATA, or use npx keyturn serve.')
  const settings = { ...settingsFromProcess(), dataDirectory: data, rootKey }
  const log = createLog('warn')
  if (settings.databaseUrl === null && isFirstStart()) await writeHistory({ ...settings, rootKey, version })
  const server = await startServer({ settings, log, version, developmentData: 'allowed' })
  let child: ChildProcess | null = null
  let isStopping = false
  const stop = async (status: number) => {
    if (isStopping) return
    isStopping = true
    // The sample API goes first: it still has outcomes to report.
    if (child?.kill('SIGTERM')) await once(child, 'exit')
    await server.stop()
    process.exit(status)
  }
  process.once('SIGINT', () => void stop(0))
  process.once('SIGTERM', () => void stop(0))
  try {
    const samples = await prepareSamples(createClient({ url: server.url, key: rootKey }))
    child = startSampleApi(server.url, samples)
    const sampleUrl = `http://127.0.0.1:${samplePort}`
    await waitUntilReady(sampleUrl, child)
    console.log(greeting({ url: server.url, sampleUrl, rootKey, samples }))
    child.once('exit', status => {
      if (isStopping) return
      console.error('The sample API has stopped.')
      void stop(status ?? 1)
    })
  } catch (error) {
    if (isStopping) return
    console.error(error instanceof Error ? error.message : error)
    await stop(1)
  }
}

try {
  await start()
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : startFailure(error))
  process.exitCode = 1
}

function startFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'The port of Keyturn is taken. Stop what listens there, or choose another: KEYTURN_PORT=8790 npm start'
  }
  return error.message
}
