import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Lease } from '@keyturn/core'
import type { Principal } from './access/principal.ts'
import { systemPrincipal } from './access/principal.ts'
import { ChangeFeed } from './changes/change-feed.ts'
import { type Clock, systemClock, toInstant } from './clock/clock.ts'
import type { EngineLog } from './clock/engine-log.ts'
import type { Vault } from './envelope/vault.ts'
import { newId } from './ids/new-id.ts'
import { startHousekeeping } from './jobs/housekeeping.ts'
import { createVault, defaultKekFile } from './jobs/keep-vault.ts'
import { prepareInstallation } from './jobs/prepare-installation.ts'
import { adoptRootKey } from './keys/adopt-root-key.ts'
import { CreditLedger } from './limits/credit-ledger.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import type { Context, RequestInfo } from './mutate/context.ts'
import { NodeReporting } from './nodes/node-reporting.ts'
import type { NodeStatus } from './nodes/node-status.ts'
import type { DeliverNotice } from './notifications/notice.ts'
import { NoticeDelivery } from './notifications/notice-delivery.ts'
import { assertOwnDirectory, claimDirectory } from './storage/claim-data-directory.ts'
import { openStorage } from './storage/open-storage.ts'
import type { Storage } from './storage/storage.ts'
import { findDeadJournals } from './usage/find-dead-journals.ts'
import type { Durability } from './usage/open-journal.ts'
import { retentionMonthsDefault } from './usage/retention.ts'
import { openUsageLog, type UsageLog } from './usage/usage-log.ts'
import { ManagementUse } from './verification/management-use.ts'
import { Quotas } from './verification/quotas.ts'
import { VerdictReplica } from './verification/replica.ts'
import { Verifier } from './verification/verifier.ts'

export type EngineOptions = {
  /** Holds the embedded database, journals and locks; created with mode 0700. */
  dataDirectory: string
  /** `postgres://…`, or null for the embedded database. */
  databaseUrl: string | null
  /** How stale a cut-off node may decide, in seconds. Default 1. */
  leaseSeconds?: number
  /** Holds the key-encryption keys, outside of the data directory; made at its first use. Default `<dataDirectory>.kek`. */
  kekFile?: string
  /** What an answered verification survives. Default `process-crash`. */
  durability?: Durability
  /** Months of the usage log that are kept besides the present one. Default 13. */
  usageRetentionMonths?: number
  /** Sends mail. Absent: none is sent, and nothing is written down for people to be told. */
  deliver?: DeliverNotice
  /** A `kt_live_…` token to adopt as a management key with every scope. */
  rootKey?: string | null
  version: string
  log: EngineLog
  clock?: Clock
}

export type EngineStatus = NodeStatus

/** A running Keyturn: verdicts from memory, verbs on the database. */
export type Engine = {
  readonly nodeId: string
  readonly verifier: Verifier
  readonly usage: UsageLog
  /** What a verb takes first. */
  context(principal: Principal, request: RequestInfo): Context
  status(): EngineStatus
  /** Decides nothing more, ships the journal and takes the node off the registry. */
  close(): Promise<void>
}

const systemRequest: RequestInfo = {
  id: 'system',
  ip: null,
  userAgent: null,
  method: '',
  path: '',
  origin: null,
}

/** Opens the database, ships what a dead process left, loads every key, and returns when verdicts may be decided. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const clock = options.clock ?? systemClock
  const { storage } = await openStorage(options)
  storage.usage.damaged.onFound(({ bucket, ...row }) =>
    options.log.error(
      { ...row, at: toInstant(bucket) },
      'Sums of usage cannot be told apart by endpoint and country.',
    ),
  )
  const nodeId = newId('node', clock.now())
  const lease = new Lease({ monotonicMs: () => clock.monotonic(), wallMs: () => clock.now() })
  const replica = new VerdictReplica({ storage, clock, log: options.log })
  const limiter = new RateLimiter()
  const feed = new ChangeFeed({
    storage,
    clock,
    lease,
    replica,
    nodeId,
    version: options.version,
    leaseMs: (options.leaseSeconds ?? 1) * 1000,
    log: options.log,
    onNodes: ids =>
      limiter.share({ nodes: ids.length, rank: Math.max(0, ids.indexOf(nodeId)) }, clock.monotonic()),
  })
  const vault = createVault(
    { storage, clock, log: options.log },
    options.kekFile ?? defaultKekFile(options.dataDirectory),
  )
  const context = (principal: Principal, request: RequestInfo): Context => ({
    storage,
    vault,
    clock,
    principal,
    reach: principal.reach,
    request,
    feed,
    neighbours: () => feed.neighbours(),
    tellsPeople: options.deliver !== undefined,
  })
  const usage = await startParts({ options, storage, clock, nodeId, feed, vault, context })
  const { journal } = usage
  const ledger = new CreditLedger({ storage, now: () => Math.floor(lease.now()) })
  const quotas = new Quotas({ limiter, ledger, replica, clock })
  const { log, usageRetentionMonths = retentionMonthsDefault } = options
  const managementUse = new ManagementUse({ journal, log })
  const verifier = new Verifier({ replica, lease, feed, quotas, journal, managementUse, clock, nodeId })
  const verdictTime = () => lease.now()
  const parts = { storage, clock, verdictTime, vault, replica, verifier, usageRetentionMonths, log }
  const housekeeping = startHousekeeping(parts)
  const { deliver } = options
  const delivery = deliver ? new NoticeDelivery({ storage, clock, log, deliver, nodeId }) : null
  delivery?.start()
  const place = placeOf(options.dataDirectory)
  const own = { nodeId, place, version: options.version, startedAt: clock.now() }
  const status = () => statusOf({ own, storage, lease, feed, vault, replica, managementUse, usage, delivery })
  const reporting = new NodeReporting({ storage, clock, log, status, neighbours: () => feed.neighbours() })
  reporting.start()
  return {
    nodeId,
    verifier,
    usage,
    context,
    status,
    close: () => close({ housekeeping, reporting, delivery, verifier, feed, usage, storage }),
  }
}

/** Whoever stops decides nothing more, stores what it has, and is no longer spoken of. */
async function close(parts: {
  housekeeping: { stop(): void }
  reporting: NodeReporting
  delivery: NoticeDelivery | null
  verifier: Verifier
  feed: ChangeFeed
  usage: UsageLog
  storage: Storage
}): Promise<void> {
  parts.housekeeping.stop()
  await parts.reporting.stop()
  await parts.delivery?.stop()
  parts.verifier.recordCounted({ all: true })
  await parts.feed.stop()
  await parts.usage.close()
  await parts.storage.close()
}

type Parts = {
  options: EngineOptions
  storage: Storage
  clock: Clock
  nodeId: string
  feed: ChangeFeed
  vault: Vault
  context: Engine['context']
}

/** What has to be done in this order; a start that fails leaves nothing open. */
async function startParts({
  options,
  storage,
  clock,
  nodeId,
  feed,
  vault,
  context,
}: Parts): Promise<UsageLog> {
  let usage: UsageLog | null = null
  try {
    await prepare(options, context(systemPrincipal('Start'), systemRequest))
    await vault.open()
    usage = await openUsage(options, { storage, clock, nodeId })
    await feed.start()
    return usage
  } catch (error) {
    await feed.stop()
    await usage?.close()
    await storage.close()
    throw storage.startFailure(error)
  }
}

async function prepare(options: EngineOptions, ctx: Context): Promise<void> {
  await assertOwnDirectory(ctx.storage, options.dataDirectory)
  const { apiId } = await prepareInstallation(ctx)
  await claimDirectory(ctx.storage, options.dataDirectory)
  if (options.rootKey) await adoptRootKey(ctx, { token: options.rootKey, apiId })
}

async function openUsage(
  options: EngineOptions,
  { storage, clock, nodeId }: { storage: Storage; clock: Clock; nodeId: string },
): Promise<UsageLog> {
  const directory = join(options.dataDirectory, 'journals')
  await deregisterDead(storage, directory)
  const usage = await openUsageLog({
    directory,
    journalId: journalOf(nodeId),
    durability: options.durability ?? 'process-crash',
    sink: storage.usage.sink,
    onDamaged: row => storage.usage.damaged.note(row),
    retentionMonths: options.usageRetentionMonths ?? retentionMonthsDefault,
    log: options.log,
    clock,
  })
  try {
    await usage.shipLeftovers()
    return usage
  } catch (error) {
    await usage.close({ withinMs: 0 })
    throw error
  }
}

/** A node and its journal differ in the prefix of their ids only. */
function journalOf(nodeId: string): string {
  return nodeId.replace(/^node_/, 'jnl_')
}

/** Nobody need wait for the lease of a process that is known to be gone. */
async function deregisterDead(storage: Storage, directory: string): Promise<void> {
  const dead = findDeadJournals(directory).map(id => id.replace(/^jnl_/, 'node_'))
  for (const id of dead) await storage.registry.deregister(id)
}

/** Tells neither the machine nor the directory. */
function placeOf(dataDirectory: string): string {
  return createHash('sha256')
    .update(`${hostname()}\0${realpathSync(dataDirectory)}`)
    .digest('hex')
    .slice(0, 32)
}

function statusOf(input: {
  storage: Storage
  own: Pick<NodeStatus, 'nodeId' | 'place' | 'version' | 'startedAt'>
  lease: Lease
  feed: ChangeFeed
  vault: Vault
  replica: VerdictReplica
  managementUse: ManagementUse
  usage: UsageLog
  delivery: NoticeDelivery | null
}): NodeStatus {
  const { own, storage, lease, feed, vault, replica, managementUse, usage, delivery } = input
  const stats = usage.stats()
  const problems: string[] = []
  const problem = usage.journal.problem()
  if (!lease.isHeld()) {
    const cause = feed.isFailing ? 'the database cannot be read or written' : 'its lease has lapsed'
    problems.push(`The node cannot confirm what is revoked: ${cause}.`)
  }
  if (problem) problems.push(problem.message)
  return {
    ready: problems.length === 0,
    problems,
    ...own,
    leaseHeld: lease.isHeld(),
    leaseRemainingMs: lease.remainingMs(),
    secrets: replica.table.size,
    decidingBytes: replica.table.memory().decidingBytes,
    journalBacklogBytes: stats.backlogBytes,
    shippingLagMs: stats.lagMs,
    shippingFails: stats.problem !== null,
    unreadable: { ...replica.unreadable.counts, usage: storage.usage.damaged.count },
    vaultProblem: vault.problem,
    kekId: vault.missing ?? vault.active?.id ?? null,
    dataKeysLeft: vault.dataKeysLeft,
    managementUsesUnrecorded: managementUse.unrecorded,
    notices: delivery?.figures ?? null,
  }
}
