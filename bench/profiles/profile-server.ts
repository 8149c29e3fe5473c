/** Where the server's CPU goes under load: the functions with the most time of their own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { getRequest, postRequest } from '../loads/http-connection.ts'
import { isValid, verifyBody, verifyRequests } from '../loads/verify-requests.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { seedKeys } from '../seeds/seed-keys.ts'

type Frame = { functionName: string; url: string; lineNumber: number }
type Profile = {
  nodes: { id: number; callFrame: Frame }[]
  samples: number[]
  timeDeltas: number[]
}

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const seconds = options.number('seconds', { full: 8, smoke: 0.5 })
const rows = options.number('rows', { full: 25, smoke: 5 })
const outside = new Set(['(idle)', '(program)', '(root)'])

function selfTimes({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const frames = new Map(nodes.map(node => [node.id, node.callFrame]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)' || frame.url === 'node:inspector') continue
    const name = describe(frame)
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  }
  return times
}

function describe({ functionName, url, lineNumber }: Frame): string {
  if (outside.has(functionName) || url === '') return functionName || '(anonymous, native)'
  const place = url.replace(/^.*\/(?:node_modules|packages)\//, '')
  return `${functionName || '(anonymous)'}  ${place}:${lineNumber + 1}`
}

type Load = { requests: Buffer[]; accepts: (answer: string) => boolean }

const kinds = ['create', 'batch', 'forward-auth'] as const
/** `--create` profiles creating keys instead, `--batch` batches of a hundred, `--forward-auth` what nginx asks. */
const of = kinds.find(kind => options.has(kind)) ?? 'verify'
const loads: Record<typeof of, () => Load> = {
  verify: () => ({ requests: verifyRequests(seeded), accepts: isValid }),
  batch: () => {
    const { apiId, tokens, serviceKey } = seeded
    const verifications = tokens.slice(0, 100).map(token => verifyBody(token, apiId))
    const headers = { authorization: `Bearer ${serviceKey}` }
    return { requests: [postRequest('/v1/keys/verify-batch', { verifications }, headers)], accepts: isValid }
  },
  create: () => {
    const { apiId, organizationIds, rootKey } = seeded
    const headers = { authorization: `Bearer ${rootKey}` }
    const requests = organizationIds.map(organizationId =>
      postRequest('/v1/keys', { apiId, organizationId, name: 'Bench key', scopes: ['leads:read'] }, headers),
    )
    return { requests, accepts: answer => answer.startsWith('HTTP/1.1 201') }
  },
  'forward-auth': () => {
    const target = `/v1/forward-auth?apiId=${seeded.apiId}&environment=live&scopes=leads:read&mode=nginx`
    const requests = seeded.tokens.map(token => getRequest(target, asNginx(token)))
    return { requests, accepts: answer => answer.startsWith('HTTP/1.1 200') }
  },
}

/** The headers of a question by the guide's nginx.conf. */
function asNginx(token: string): Record<string, string> {
  return {
    'X-Original-Method': 'GET',
    'X-Original-URI': '/v1/leads?limit=10',
    'X-Forwarded-For': '203.0.113.7',
    'x-api-key': token,
    'user-agent': 'outreach-client/2.4',
    accept: '*/*',
  }
}

const file = join(temporaryDirectory(), 'server.cpuprofile')
const seeded = await seedKeys(join(temporaryDirectory(), 'keyturn'), keys)
const keyturn = await startKeyturn({
  ...seeded,
  flags: ['--import', join(import.meta.dirname, 'record-on-signal.ts')],
  env: { BENCH_PROFILE_FILE: file, KEYTURN_TRUSTED_PROXIES: '127.0.0.1' },
})
const load = { port: keyturn.port, connections: 64, seconds, ...loads[of]() }
await runClosedLoop({ ...load, seconds: seconds / 2 })
process.kill(keyturn.pid, 'SIGUSR2')
const { answered } = await runClosedLoop(load)
process.kill(keyturn.pid, 'SIGUSR2')
while (!keyturn.output().includes('profile written')) await pause(50)
await keyturn.stop()

const main = selfTimes(JSON.parse(readFileSync(file, 'utf8')) as Profile)
const total = [...main.values()].reduce((sum, each) => sum + each, 0)
const summary = [...main]
  .toSorted(([, left], [, right]) => right - left)
  .slice(0, rows)
  .map(([name, time]) => ({
    'share %': rounded((time / total) * 100),
    'µs a request': rounded(time / answered),
    function: name,
  }))
printTable(`Self time of the main thread over ${answered} requests: ${of}`, summary)
if (!options.smoke) writeResult(`profile-${of}`, { keys, seconds, answered, summary })
