import type { Connection } from '../connections/find-connection.ts'
import { goesUnencrypted } from '../connections/goes-unencrypted.ts'
import { type Finding, isFinding, ok, serious, warning } from './finding.ts'

const skewWarningMs = 5_000
const skewSeriousMs = 60_000

type Surroundings = { now: () => number; signal: AbortSignal }

/** What an answer of the server can tell, with and without the key. */
export async function inspectServer(
  { url, key }: Connection,
  { now, signal }: Surroundings,
): Promise<Finding[]> {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
  const askedAt = now()
  const alive = await get('/healthz').catch(() => null)
  const answeredAt = now()
  if (alive === null) {
    return [
      serious(
        'reachable',
        `${url} does not answer.`,
        'Start the server, or correct the address; a firewall may be in the way.',
      ),
    ]
  }
  if (!alive.ok) {
    return [
      serious(
        'reachable',
        `${url} answers ${alive.status}, not as Keyturn does.`,
        'Correct the address, or the proxy before it.',
      ),
    ]
  }
  const authorization = `Bearer ${key}`
  return [
    ok('reachable', `${url} answers.`),
    inspectTransport(url),
    inspectClock(alive.headers.get('date'), { askedAt, answeredAt }),
    await inspectReadiness(await get('/readyz')),
    inspectKey(await get('/v1/whoami', { authorization })),
    await inspectPublicUrl(url, await get('/openapi.json')),
    inspectExposure(await get('/metrics')),
    await inspectProxies(await get('/metrics', { authorization })),
    ...(await inspectSystem(await get('/v1/system', { authorization }))),
  ]
}

function inspectTransport(url: string): Finding {
  if (!goesUnencrypted(url)) return ok('transport', 'Nobody on the way can read the key.')
  return warning(
    'transport',
    'The address is http: whoever is on the way can read the key.',
    'Put TLS in front, and use https.',
  )
}

/** The header counts whole seconds, so one of them may be missing. */
function inspectClock(
  date: string | null,
  { askedAt, answeredAt }: { askedAt: number; answeredAt: number },
): Finding {
  const at = Date.parse(date ?? '')
  if (Number.isNaN(at))
    return warning('clock', 'The server does not say what time it is.', 'Look at the proxy before it.')
  const skewMs = at > answeredAt ? at - answeredAt : Math.max(0, askedAt - at - 1_000)
  const sentence = `The clocks here and there differ by ${skewMs < 1_000 ? 'less than a second' : `${Math.round(skewMs / 1_000)} s`}.`
  const advice = 'Set both by NTP: expiry is judged by the clock of the database.'
  if (skewMs > skewSeriousMs) return serious('clock', sentence, advice)
  return skewMs > skewWarningMs ? warning('clock', sentence, advice) : ok('clock', sentence)
}

async function inspectReadiness(answer: Response): Promise<Finding> {
  if (answer.ok) return ok('ready', 'The server is ready.')
  const reasons = memberOf(await answer.json().catch(() => null), 'problems')
  const text = Array.isArray(reasons) ? reasons.map(String).join(', ') : `status ${answer.status}`
  return serious('ready', `The server is not ready: ${text}.`, 'Look at its log, and at the database.')
}

function inspectKey(answer: Response): Finding {
  if (answer.ok) return ok('key', 'The key is accepted.')
  return serious(
    'key',
    `The key is refused with ${answer.status}.`,
    'Use another: keyturn configure, or KEYTURN_KEY_FILE.',
  )
}

async function inspectPublicUrl(url: string, answer: Response): Promise<Finding> {
  const servers = memberOf(await answer.json().catch(() => null), 'servers')
  const told = Array.isArray(servers) ? memberOf(servers[0], 'url') : null
  if (typeof told !== 'string') {
    return warning(
      'public-address',
      'The server does not say at which address it is.',
      'Look at the proxy before it.',
    )
  }
  if (told === '' || told === '/' || told.replace(/\/+$/, '') === url) {
    return ok('public-address', 'The server knows its address.')
  }
  return warning(
    'public-address',
    `The server says that it is at ${told}, and was reached at ${url}.`,
    'Set KEYTURN_PUBLIC_URL of the server to the address that clients use; links in its answers lead there.',
  )
}

function inspectExposure(answer: Response): Finding {
  if (!answer.ok) return ok('metrics', '/metrics is shown to nobody without a key.')
  return serious(
    'metrics',
    '/metrics is shown to everybody.',
    'The proxy adds a key, or leads to KEYTURN_METRICS_PORT: close that path.',
  )
}

const unbelieved = /^keyturn_forwarded_for_unbelieved_total (\d+)/m

async function inspectProxies(answer: Response): Promise<Finding> {
  const check = 'forwarded-for'
  const count = Number(unbelieved.exec(answer.ok ? await answer.text() : '')?.[1] ?? Number.NaN)
  if (Number.isNaN(count)) {
    return warning(
      check,
      'This key may not see whether headers of proxies are believed.',
      'Run the doctor with a key that has metrics:read and is not confined.',
    )
  }
  if (count === 0) return ok(check, 'No X-Forwarded-For came from a peer that is not trusted.')
  return warning(
    check,
    `X-Forwarded-For of ${count} requests was not believed since the start: their peer is not trusted.`,
    'If that peer is your proxy, name it in KEYTURN_TRUSTED_PROXIES: until then every caller has its address.',
  )
}

/** What the server finds about its installation; nothing where this key may not see that, or the server is older. */
async function inspectSystem(answer: Response): Promise<Finding[]> {
  const findings = memberOf(answer.ok ? await answer.json().catch(() => null) : null, 'findings')
  return Array.isArray(findings) ? findings.filter(isFinding) : []
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : null
}
