import type { PastUse } from '@keyturn/engine'

/** How busy the hours of a day are: a cron job at night, an office, or visitors who come all day. */
type Shape = 'nights' | 'office' | 'people'

export type Traffic = {
  /** On an ordinary working day. */
  perDay: number
  shape: Shape
  /** `GET /v1/leads`, each as often as it is named. */
  paths: string[]
  callers: { ip: string; userAgent: string }[]
  /** What is refused now and then, for which share of the requests; `ip`: and where those come from. */
  refused?: { code: string; share: number; ip?: string }[]
  /** Nothing came afterwards. */
  untilDaysAgo?: number
  /** A burst at night, from an address that nobody knows, on what the key may not do. */
  anomaly?: { daysAgo: number; requests: number }
}

export type UsedKey = {
  traffic: Traffic
  use: Pick<PastUse, 'organizationId' | 'apiId' | 'keyId' | 'environment'>
  createdAt: number
  /** From when on it is refused, and with which code; null: it is not. */
  end: { at: number; code: 'revoked' | 'disabled' | 'expired' | 'organization_suspended' } | null
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const days = 33
const stranger = { ip: '192.0.2.250', userAgent: 'python-requests/2.32.3' }
const prices: Record<string, number> = {
  'POST /v1/research': 5,
  'POST /v1/qualifications': 2,
  'POST /v1/emails': 2,
}

const shares: Record<Shape, (hour: number) => number> = {
  nights: hour => (hour >= 1 && hour <= 3 ? 0.28 : 0.16 / 21),
  office: hour => (hour >= 7 && hour <= 17 ? 0.085 : 0.065 / 13),
  people: hour => 0.0417 * (1 + 0.8 * Math.cos(((hour - 15) / 24) * 2 * Math.PI)),
}
const weekends: Record<Shape, number> = { nights: 0.9, office: 0.12, people: 0.6 }

/**
 * A month of uses and two days, which end at `now`; the same ones for the same seed. Those of an hour lie in two of its minutes: the
 * log keeps minutes together, and so the first start takes a tenth of the time.
 */
export function planUsage(keys: readonly UsedKey[], { now, seed }: { now: number; seed: number }): PastUse[] {
  const draw = randomNumbers(seed)
  const uses: PastUse[] = []
  const firstHour = Math.floor((now - days * dayMs) / hourMs) * hourMs
  for (const key of keys) {
    const last = now - (key.traffic.untilDaysAgo ?? 0) * dayMs
    for (let hour = firstHour; hour < last; hour += hourMs) {
      for (let left = expectedUses(key, hour, draw); left > 0; left--) {
        const at = Math.floor(hour + (draw() < 0.5 ? 7 : 37) * minuteMs + draw() * minuteMs)
        if (at >= key.createdAt && at < last) uses.push(ordinaryUse(key, at, draw))
      }
    }
    if (key.traffic.anomaly) uses.push(...anomalousUses(key, key.traffic.anomaly, now, draw))
  }
  return uses
}

type Draw = () => number

function expectedUses({ traffic, end }: UsedKey, hour: number, draw: Draw): number {
  const { shape, perDay } = traffic
  const at = new Date(hour)
  const isWeekend = at.getUTCDay() % 6 === 0
  // Who is refused gives up, though not at once.
  const persistence =
    end !== null && hour > end.at ? 0.15 * Math.max(0, 1 - (hour - end.at) / (3 * dayMs)) : 1
  const mean = perDay * shares[shape](at.getUTCHours()) * (isWeekend ? weekends[shape] : 1) * persistence
  return Math.floor(mean * (0.6 + 0.8 * draw()) + draw())
}

function ordinaryUse({ traffic, use, end }: UsedKey, at: number, draw: Draw): PastUse {
  const endpoint = pick(traffic.paths, draw)
  const caller = pick(traffic.callers, draw)
  const isEnded = end !== null && at >= end.at
  const refusal = isEnded ? { code: end.code } : refusalOf(traffic, draw)
  const { code = 'valid', ip = caller.ip } = refusal ?? {}
  const cost = use.environment === 'test' ? 0 : (prices[endpoint] ?? 1)
  const outcome = refusal === null ? outcomeOf(endpoint, draw) : null
  return { ...use, at, code, cost, ...requestOf(endpoint, { ...caller, ip }), outcome }
}

function refusalOf({ refused = [] }: Traffic, draw: Draw): { code: string; ip?: string } | null {
  let luck = draw()
  for (const refusal of refused) {
    if (luck < refusal.share) return refusal
    luck -= refusal.share
  }
  return null
}

function anomalousUses(
  { use }: UsedKey,
  { daysAgo, requests }: NonNullable<Traffic['anomaly']>,
  now: number,
  draw: Draw,
): PastUse[] {
  const start = Math.floor((now - daysAgo * dayMs) / dayMs) * dayMs + 2 * hourMs
  return Array.from({ length: requests }, () => {
    const endpoint = pick(['GET /v1/leads', 'GET /v1/lists', 'POST /v1/exports', 'GET /v1/smtp'], draw)
    const at = Math.floor(start + Math.floor(draw() * 4) * 7 * minuteMs + draw() * minuteMs)
    const refused = { code: 'insufficient_scope', cost: 1, outcome: null }
    return { ...use, at, ...refused, ...requestOf(endpoint, stranger) }
  })
}

/** No GeoIP data is there, so no use has a country. */
function requestOf(endpoint: string, caller: { ip: string; userAgent: string }) {
  const [method = 'GET', path = '/'] = endpoint.split(' ')
  return { method, path, ...caller, country: null, origin: null }
}

function outcomeOf(endpoint: string, draw: Draw): PastUse['outcome'] {
  const luck = draw()
  const success = endpoint.startsWith('POST') ? 201 : 200
  const status = luck < 0.006 ? 500 : luck < 0.02 ? 404 : luck < 0.035 ? 422 : success
  return { status, durationMs: Math.round(8 + 60 * draw() ** 3 + (status === 500 ? 900 : 0)) }
}

function pick<Item>(items: readonly Item[], draw: Draw): Item {
  const item = items[Math.floor(draw() * items.length)]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}

/** Mulberry32: small, quick, and the same everywhere. */
function randomNumbers(seed: number): Draw {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
