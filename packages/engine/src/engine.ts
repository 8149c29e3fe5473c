import { join } from 'node:path'
import { Lease } from '@keyturn/core'
import type { Principal } from './access/principal.ts'
import { systemPrincipal } from './access/principal.ts'
import { ChangeFeed } from './changes/change-feed.ts'
import { type Clock, systemClock } from './clock/clock.ts'
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
import type { UnreadableCounts } from './verification/unreadable-rows.ts'
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
  /** A `kt_live_…` token to adopt as a management key with every scope. */
  rootKey?: string | null
  version: string
  log: EngineLog
  clock?: Clock
}

/** What health checks and metrics tell of a node. */
export type EngineStatus = {
  ready: boolean
  /** Sentences that say why it is not. */
  problems: string[]
  nodeId: string
  leaseHeld: boolean
  leaseRemainingMs: number
  secrets: number
  decidingBytes: number
  journalBacklogBytes: number
  /** Stored rows that deny or narrow because a part of them cannot be read. */
  unreadable: UnreadableCounts
  /** Why tokens can neither be kept nor shown again, in a sentence; null when they can. */
  vaultProblem: string | null
  /** Management calls that went on although their use could not be written into the journal. */
  managementUsesUnrecorded: number
}

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
  return {
    nodeId,
    verifier,
    usage,
    context,
    status: () => statusOf({ nodeId, lease, feed, vault, replica, managementUse, usage }),
    close: async () => {
      housekeeping.stop()
      verifier.recordCounted({ all: true })
      await feed.stop()
      await usage.close()
      await storage.close()
    },
  }
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
    retentionMonths: options.usageRetentionMonths ?? retentionMonthsDefault,
    log: options.log,
    clock,
  })
  await usage.shipLeftovers()
  return usage
}

/** A node and its journal differ in the prefix of their ids only. */
function journalOf(nodeId: string): string {
  return nodeId.replace(/^node_/, 'jnl_')
}

/** Nobody need wait for the lease of a process that is known to be gone. */
async function deregisterDead(storage: Storage, directory: string): Promise<void> {
  for (const id of findDeadJournals(directory))
    await storage.registry.deregister(id.replace(/^jnl_/, 'node_'))
}

function statusOf(input: {
  nodeId: string
  lease: Lease
  feed: ChangeFeed
  vault: Vault
  replica: VerdictReplica
  managementUse: ManagementUse
  usage: UsageLog
}): EngineStatus {
  const { nodeId, lease, feed, vault, replica, managementUse, usage } = input
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
    nodeId,
    leaseHeld: lease.isHeld(),
    leaseRemainingMs: lease.remainingMs(),
    secrets: replica.table.size,
    decidingBytes: replica.table.memory().decidingBytes,
    journalBacklogBytes: usage.stats().backlogBytes,
    unreadable: replica.unreadable.counts,
    vaultProblem: vault.problem,
    managementUsesUnrecorded: managementUse.unrecorded,
  }
}
