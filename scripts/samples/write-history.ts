import {
  type Context,
  createApi,
  createKey,
  createMember,
  createOrganization,
  leaveUsage,
  openEngine,
  revokeKey,
  rotateKey,
  systemPrincipal,
  updateKey,
} from '@keyturn/engine'
import { planUsage, type UsedKey } from './plan-usage.ts'
import { sampleApis } from './sample-apis.ts'
import { type SampleKey, sampleKeys } from './sample-keys.ts'
import { sampleOrganizations } from './sample-organizations.ts'

const dayMs = 86_400_000
const beginsDaysAgo = 121
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const request = { id: 'samples', ip: null, userAgent: null, method: '', path: '', origin: null }

/** The engine's clock while history is written: it shows the day that is told of. */
class StoryClock {
  #offsetMs = 0

  now(): number {
    return Date.now() - this.#offsetMs
  }

  monotonic(): number {
    return performance.now()
  }

  goTo(daysAgo: number): void {
    this.#offsetMs = daysAgo * dayMs
  }
}

/**
 * Writes four months of sample data into an empty data directory, through the engine's own verbs at their own times, and
 * leaves a month of usage for the next start to ship. Nobody else may have the directory open.
 */
export async function writeHistory(installation: {
  dataDirectory: string
  databaseUrl: string | null
  rootKey: string
  version: string
}): Promise<void> {
  const clock = new StoryClock()
  clock.goTo(beginsDaysAgo)
  const engine = await openEngine({ ...installation, log: silent, clock })
  try {
    const ctx = engine.context(systemPrincipal('Sample data'), request)
    const ids = await createVendor(ctx)
    const used: UsedKey[] = []
    for (const step of stepsInOrder()) {
      clock.goTo(step.daysAgo)
      const key = await step.take(ctx, ids)
      if (key !== null) used.push(key)
    }
    clock.goTo(0)
    const uses = planUsage(used, { now: clock.now(), seed: 42 })
    await leaveUsage(ctx, { dataDirectory: installation.dataDirectory, uses })
  } finally {
    await engine.close()
  }
}

/** Ids by prefixes of APIs, by external ids of organizations, and by those of keys. */
type Ids = Map<string, string>

async function createVendor(ctx: Context): Promise<Ids> {
  const ids: Ids = new Map()
  for (const api of sampleApis) ids.set(api.prefix, (await createApi(ctx, api)).result.id)
  for (const { members, ...organization } of sampleOrganizations) {
    const { id: organizationId } = (await createOrganization(ctx, organization)).result
    ids.set(organization.externalId, organizationId)
    for (const member of members) await createMember(ctx, { ...member, organizationId })
  }
  return ids
}

type Step = { daysAgo: number; take: (ctx: Context, ids: Ids) => Promise<UsedKey | null> }

/** Every key's making and what became of it, the oldest first. */
function stepsInOrder(): Step[] {
  const steps = sampleKeys.flatMap(key => [
    { daysAgo: key.createdDaysAgo, take: (ctx: Context, ids: Ids) => makeKey(ctx, ids, key) },
    ...(key.events ?? []).map(event => ({
      daysAgo: event.daysAgo,
      take: async (ctx: Context, ids: Ids) => {
        const keyId = idOf(ids, key.externalId)
        if (event.kind === 'revoked') await revokeKey(ctx, { keyId, reason: event.reason })
        if (event.kind === 'disabled') await updateKey(ctx, { keyId, patch: { enabled: false } })
        if (event.kind === 'rotated')
          await rotateKey(ctx, { keyId, overlapSeconds: event.overlapDays * 86_400 })
        return null
      },
    })),
  ])
  return steps.toSorted((left, right) => right.daysAgo - left.daysAgo)
}

async function makeKey(ctx: Context, ids: Ids, sample: SampleKey): Promise<UsedKey | null> {
  const { api, owner, createdDaysAgo, expiresInDays, events, traffic, ...settings } = sample
  const [apiId, organizationId] = [idOf(ids, api), idOf(ids, owner)]
  const today = ctx.clock.now() + createdDaysAgo * dayMs
  const expiresAt =
    expiresInDays === undefined ? undefined : new Date(today + expiresInDays * dayMs).toISOString()
  const { key } = (await createKey(ctx, { ...settings, apiId, organizationId, expiresAt })).result
  ids.set(sample.externalId, key.id)
  if (traffic === undefined) return null
  const { environment } = key
  const use = { organizationId, apiId, keyId: key.id, environment }
  return { traffic, use, createdAt: ctx.clock.now(), end: endOf(sample, today) }
}

function endOf({ events = [], expiresInDays }: SampleKey, today: number): UsedKey['end'] {
  for (const { kind, daysAgo } of events) {
    if (kind !== 'rotated') return { at: today - daysAgo * dayMs, code: kind }
  }
  if (expiresInDays === undefined) return null
  return { at: today + expiresInDays * dayMs, code: 'expired' }
}

function idOf(ids: Ids, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the sample data has no ${name}`)
  return id
}
