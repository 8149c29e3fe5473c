import { join } from 'node:path'
import { type KeyTable, Lease } from '@keyturn/core'
import { openEngine, systemPrincipal } from '@keyturn/engine'
import {
  ChangeFeed,
  CreditLedger,
  ManagementKeys,
  ManagementUse,
  newId,
  openStorage,
  openUsageLog,
  Quotas,
  RateLimiter,
  systemClock,
  VerdictReplica,
  Verifier,
} from '../engine-parts/parts.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A replica whose keys come from the bench instead of from a database of 10 million rows. */
class FilledReplica extends VerdictReplica {
  readonly #table: KeyTable
  readonly #management = new ManagementKeys()

  constructor(input: ConstructorParameters<typeof VerdictReplica>[0], table: KeyTable) {
    super(input)
    this.#table = table
  }

  override get table(): KeyTable {
    return this.#table
  }

  override get management(): ManagementKeys {
    return this.#management
  }

  override async apply(): Promise<void> {}

  override async reload(): Promise<void> {}
}

async function createEmptyInstallation(dataDirectory: string): Promise<void> {
  const engine = await openEngine({ dataDirectory, databaseUrl: null, version: 'bench', log: silent })
  await engine.close()
}

/** The engine's verifier, with its lease, limits, journal and shipping thread, over a table filled beforehand. */
export async function openVerifier(dataDirectory: string, table: KeyTable) {
  await createEmptyInstallation(dataDirectory)
  const clock = systemClock
  const { storage } = await openStorage({ dataDirectory, databaseUrl: null })
  const nodeId = newId('node', clock.now())
  const lease = new Lease({ monotonicMs: () => clock.monotonic(), wallMs: () => clock.now() })
  const replica = new FilledReplica({ storage, clock, log: silent }, table)
  const limiter = new RateLimiter()
  const feed = new ChangeFeed({
    storage,
    clock,
    lease,
    replica,
    nodeId,
    version: 'bench',
    leaseMs: 10_000,
    log: silent,
    onNodes: () => {},
  })
  const principal = systemPrincipal('Bench')
  const usage = await openUsageLog({
    directory: join(dataDirectory, 'journals'),
    journalId: nodeId.replace(/^node_/, 'jnl_'),
    durability: 'process-crash',
    sink: storage.usage.sink,
    log: silent,
    clock,
  })
  await feed.start()
  const ledger = new CreditLedger({ storage, now: () => Math.floor(lease.now()) })
  const quotas = new Quotas({ limiter, ledger, replica, clock })
  const { journal } = usage
  const managementUse = new ManagementUse({ journal, log: silent })
  const verifier = new Verifier({ replica, lease, feed, quotas, journal, managementUse, clock, nodeId })
  const close = async (): Promise<void> => {
    await feed.stop()
    await usage.close()
    await storage.close()
  }
  return { verifier, principal, limiter, quotas, journal, usage, lease, feed, nodeId, close }
}
