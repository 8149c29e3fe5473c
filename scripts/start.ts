/**
 * `npm start`: Keyturn on the embedded database and the sample External API, with sample data, for trying and
 * developing. `keyturn serve` is the same server for production.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@keyturn/contract/client'
import { generateToken } from '@keyturn/core'
import { defaultKekFile } from '@keyturn/engine'
import {
  createLog,
  developmentMarker,
  type PersonLink,
  type Settings,
  SettingsError,
  settingsFromProcess,
  startServer,
  version,
} from '@keyturn/server'
import { buildDashboard } from './build-dashboard.ts'
import { prepareSamples, type SampleInstallation } from './samples/sample-installation.ts'
import { sampleOwner, samplePeople } from './samples/sample-organizations.ts'
import { writeHistory } from './samples/write-history.ts'

const data = resolve(import.meta.dirname, '..', 'data', 'dev')
const sampleApi = resolve(import.meta.dirname, '..', 'examples', 'outreach-api')
const samplePort = process.env['OUTREACH_PORT'] || '8788'
const sampleReadyMsMax = 15_000

/** Sample data has a key that lies beside it; `keyturn serve` refuses the directory for that. */
function developmentRootKey(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(directory, developmentMarker),
    'Sample data of npm start; keyturn serve refuses this directory.\n',
  )
  const file = join(directory, 'root-key')
  if (!existsSync(file)) {
    const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count))
    writeFileSync(file, `${generateToken({ prefix: 'kt', environment: 'live', randomBytes })}\n`, {
      mode: 0o600,
    })
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/**
 * Writes the sample data at the first start, in a place of its own until it is whole. Once: what somebody changes or
 * deletes stays so.
 */
async function ensureSampleData({ kekFile }: Settings): Promise<void> {
  if (existsSync(join(data, 'keyturn.db'))) return
  const unfinished = `${data}.new`
  rmSync(unfinished, { recursive: true, force: true })
  const rootKey = developmentRootKey(unfinished)
  const files = { dataDirectory: unfinished, databaseUrl: null, kekFile: kekFile ?? defaultKekFile(data) }
  await writeHistory({ ...files, rootKey, version })
  rmSync(data, { recursive: true, force: true })
  renameSync(unfinished, data)
}

/** Sample data has a place of its own, so that it never comes to lie beside data that matters. */
function settingsOfTrial(): Settings {
  const { KEYTURN_DATA: elsewhere } = process.env
  if (elsewhere)
    throw new Error('npm start keeps its data in ./data/dev. Unset KEYTURN_DATA, or use npx keyturn serve.')
  const settings = settingsFromProcess()
  if (settings.databaseUrl !== null) {
    throw new Error(
      'npm start puts sample data into a database of its own. Unset KEYTURN_DATABASE_URL, or use npx keyturn serve.',
    )
  }
  return { ...settings, dataDirectory: data }
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
      OUTREACH_HELP_URL: `${inBrowsers(keyturnUrl)}/help/problems`,
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

/** Without https, browsers keep people signed in under this name only. */
function inBrowsers(url: string): string {
  return url.replace('127.0.0.1', 'localhost')
}

function greeting(input: {
  url: string
  sampleUrl: string
  samples: SampleInstallation
  links: readonly PersonLink[]
}): string {
  const { sampleUrl, samples, links } = input
  const titles = new Map(samplePeople.map(({ email, title }) => [email, title]))
  const people = links.map(({ email, url }) => {
    const title = titles.get(email) ?? 'The vendor, who sees every customer'
    return `    ${title.padEnd(38)}${inBrowsers(url)}`
  })
  return `
  Keyturn ${version} is running, with sample data in ./data/dev

  Dashboard    ${inBrowsers(input.url)}
  API          ${input.url}/v1          OpenAPI ${input.url}/openapi.json
  Sample API   ${sampleUrl}/v1
  Root key     in ./data/dev/root-key (a management key with every scope)

  Sign in to the dashboard by a link, each of them once, fresh at each start:

${people.join('\n')}

  Call the sample API with the key "Quickstart", fresh at each start:

    curl ${sampleUrl}/v1/leads -H 'X-API-Key: ${samples.quickstart.live}'

  The same request with its sandbox key sees other data:

    curl ${sampleUrl}/v1/leads -H 'X-API-Key: ${samples.quickstart.test}'

  Stop with Ctrl-C.
`
}

async function start(): Promise<void> {
  const given = settingsOfTrial()
  const log = createLog('warn')
  await buildDashboard()
  await ensureSampleData(given)
  const rootKey = developmentRootKey(data)
  const settings = { ...given, rootKey }
  const developmentData = { owner: sampleOwner, people: samplePeople.map(({ email }) => email) }
  const server = await startServer({ settings, log, version, developmentData })
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
    const samples = await prepareSamples(
      createClient({ url: server.url, key: rootKey }),
      `http://localhost:${samplePort}`,
    )
    child = startSampleApi(server.url, samples)
    const sampleUrl = `http://127.0.0.1:${samplePort}`
    await waitUntilReady(sampleUrl, child)
    const own = server.firstLink ? [{ email: sampleOwner, url: server.firstLink.url }] : []
    const links = [...own, ...server.personLinks]
    console.log(greeting({ url: server.url, sampleUrl, samples, links }))
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
