import type { Lease } from '@keyturn/core'
import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { EngineError } from '../errors/engine-error.ts'
import type {
  Change,
  FeedMark,
  FeedPosition,
  FeedReader,
  RegisteredNode,
  Storage,
} from '../storage/storage.ts'
import type { Effect } from './effect.ts'
import type { Neighbour } from './neighbour.ts'
import { Rounds } from './rounds.ts'
import { settle } from './settle.ts'
import { SilentNodes } from './silent-nodes.ts'

/** What the feed keeps true: a replica of everything that verdicts read. */
export type Replica = {
  /** Reads these rows again and takes over what they say now. Repetition and order do not matter. */
  apply(changes: readonly Change[]): Promise<void>
  /** Reads everything; rows that are gone must be gone afterwards. */
  reload(): Promise<void>
}

export type ChangeFeedOptions = {
  storage: Storage
  clock: Clock
  lease: Lease
  replica: Replica
  nodeId: string
  version: string
  leaseMs: number
  log: EngineLog
  /** Told which nodes are registered, in one order for all, whenever it was looked up. */
  onNodes: (nodeIds: readonly string[]) => void
}

/** How many renewals fit into one lease, so that a slow one does not fence the node. */
const renewalsPerLease = 4
/** A clock that is set by more than so long is told to the operator. */
const toldJumpMs = 300_000
/** How long a fenced call waits for a renewal, in milliseconds. */
const fencedHoldMs = 50

/**
 * Keeps this node's lease: each round reads the feed, applies everything and confirms it in the registry, and only
 * if the registry still lists the node does the lease run on, dated from before the read. Whatever stops a round
 * (database away, process paused) lets the lease lapse, and a node without a lease decides nothing.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions
  readonly #rounds: Rounds<RegisteredNode[] | null>
  readonly #silentNodes = new SilentNodes()
  #reader: FeedReader | null = null
  #registered = false
  /** Set while the replica misses what no later entry will name: nothing is confirmed before it is loaded anew. */
  #mustReload = false
  #pending: Change[] = []
  #position: FeedPosition = ''
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  #isFailing = false
  /** By how much the database's clock was ahead of the monotonic one. */
  #aheadMs: number | null = null

  constructor(options: ChangeFeedOptions) {
    this.#options = options
    this.#rounds = new Rounds(() => this.#round())
  }

  /** What verdicts are decided on; stored with each usage event. */
  get position(): FeedPosition {
    return this.#position
  }

  /** Whether the last round could not read or confirm. */
  get isFailing(): boolean {
    return this.#isFailing
  }

  /** Registers, loads, and returns when the first lease runs. */
  async start(): Promise<void> {
    const { storage, replica, leaseMs } = this.#options
    await this.#register()
    this.#reader = await storage.feed.open()
    await replica.reload()
    this.#position = this.#reader.position
    storage.feed.onWake(() => this.readSoon())
    await this.#rounds.next()
    if (!this.#options.lease.isHeld()) await this.#rounds.next()
    this.#timer = setInterval(() => this.readSoon(), Math.max(10, leaseMs / renewalsPerLease))
  }

  /** Asks for a round without waiting for it; a failed one lets the lease lapse. */
  readSoon(): void {
    if (!this.#stopped) this.#rounds.next().catch(() => {})
  }

  /** Waits until the change holds on every node; see `settle`. */
  settle(mark: FeedMark, committedAt: number): Promise<Effect> {
    const { storage, clock, leaseMs } = this.#options
    const readNow = async () => (this.#stopped ? null : this.#rounds.next().catch(() => null))
    const silentNodes = this.#silentNodes
    return settle({ storage, clock, silentNodes, mark, committedAt, ownLeaseMs: leaseMs, readNow })
  }

  /**
   * Who is registered. Of this node its own lease is told; of another one what is left at the most, by what this process
   * has seen of it and without a look at its clock.
   */
  async neighbours(): Promise<Neighbour[]> {
    const { storage, clock, lease, nodeId } = this.#options
    const nodes = await storage.registry.list()
    const nowMs = clock.monotonic()
    this.#silentNodes.observe(nodes, nowMs)
    return nodes.map(node => {
      const { id, version, leaseMs } = node
      const leaseRemainingMs =
        id === nodeId
          ? lease.remainingMs()
          : Math.min(leaseMs, Math.max(0, this.#silentNodes.leftMs(node, nowMs)))
      const behindMs = id === nodeId ? leaseMs - leaseRemainingMs : this.#silentNodes.silentMs(node, nowMs)
      return { id, version, leaseMs, leaseRemainingMs, behindMs }
    })
  }

  /** True when verdicts may be decided now, waiting a moment for a renewal that is on its way. */
  async leaseSoon(): Promise<boolean> {
    const { lease } = this.#options
    if (lease.isHeld()) return true
    if (this.#stopped) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, fencedHoldMs)
    await Promise.race([promise, this.#rounds.next().catch(() => promise)])
    clearTimeout(timer)
    return lease.isHeld()
  }

  /** Decides nothing more, then takes the node off the registry: nobody needs to wait for it. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearInterval(this.#timer)
    this.#options.lease.fence()
    await this.#rounds.idle()
    this.#options.lease.fence()
    await this.#options.storage.registry.deregister(this.#options.nodeId).catch(() => {})
    await this.#reader?.close()
  }

  async #register(): Promise<void> {
    const { storage, clock, nodeId, version, leaseMs } = this.#options
    const confirmed = this.#reader?.position ?? initialPosition(storage)
    await storage.registry.register({ id: nodeId, confirmed, leaseMs, version, at: clock.now() })
    this.#registered = true
  }

  /** Answers who is registered, read after this node has confirmed; null when it has not. */
  async #round(): Promise<RegisteredNode[] | null> {
    const { storage, clock, lease, nodeId, leaseMs, log } = this.#options
    const reader = this.#reader
    if (!reader || this.#stopped) return null
    try {
      if (!this.#registered) await this.#register()
      const startedMonotonicMs = clock.monotonic()
      const startedWallMs = clock.now()
      const read = await reader.read()
      if (!read.continuous || this.#mustReload) return await this.#startOver(reader)
      this.#pending.push(...read.entries)
      await this.#applyPending()
      this.#position = read.position
      // Asked for together, so that both take one journey to the database; they are answered in this order.
      const [confirmed, nodes] = await Promise.all([
        storage.registry.confirm(nodeId, read.position, clock.now()),
        storage.registry.list().catch(() => null),
      ])
      this.#registered = confirmed
      if (!confirmed || this.#stopped) return null
      lease.renew({
        startedMonotonicMs,
        startedWallMs,
        durationMs: leaseMs,
        databaseTimeMs: read.databaseTimeMs,
      })
      this.#isFailing = false
      // Where a round takes long (a database far away), waiting for the timer would let the lease lapse between two.
      if (clock.monotonic() - startedMonotonicMs > leaseMs / renewalsPerLease)
        setImmediate(() => this.readSoon())
      this.#noticeJump(read.databaseTimeMs, startedMonotonicMs)
      if (nodes !== null) this.#watchNeighbours(nodes)
      return nodes
    } catch (error) {
      this.#isFailing = true
      log.warn({ err: error }, 'the change feed could not be read; without it the lease lapses')
      throw error
    }
  }

  /** Expiry is judged by this time, which never goes back: keys may have expired early until nodes start again. */
  #noticeJump(databaseTimeMs: number, monotonicMs: number): void {
    const aheadMs = databaseTimeMs - monotonicMs
    const jumpMs = aheadMs - (this.#aheadMs ?? aheadMs)
    this.#aheadMs = aheadMs
    if (Math.abs(jumpMs) > toldJumpMs)
      this.#options.log.error({ jumpMs }, 'the clock of the database has jumped; keys expire by it')
  }

  /** What could not be applied stays pending, so that a failed round confirms nothing that it did not do. */
  async #applyPending(): Promise<void> {
    if (this.#pending.length === 0) return
    const seen = new Set<string>()
    const distinct = this.#pending.filter(change => {
      const name = `${change.kind} ${change.id}`
      return !seen.has(name) && seen.add(name)
    })
    await this.#options.replica.apply(distinct)
    this.#pending = []
  }

  async #startOver(reader: FeedReader): Promise<null> {
    const { lease, replica, log } = this.#options
    lease.fence()
    this.#mustReload = true
    log.error(
      {},
      'the change feed is not the one that was read before (restored, failed over or pruned); reloading',
    )
    await reader.reopen()
    this.#pending = []
    await replica.reload()
    this.#mustReload = false
    return null
  }

  #neighboursCheckedAt = Number.NEGATIVE_INFINITY

  /**
   * Looks who is there, and strikes off whose lease is over: also after a call has answered that it is not everywhere
   * yet, and before the next one that would have to wait.
   */
  #watchNeighbours(nodes: readonly RegisteredNode[]): void {
    const { storage, clock, leaseMs, nodeId, onNodes } = this.#options
    const nowMs = clock.monotonic()
    if (nowMs - this.#neighboursCheckedAt < leaseMs / renewalsPerLease) return
    this.#neighboursCheckedAt = nowMs
    storage.feed.watchNeighbours(nodes.length > 1)
    onNodes(nodes.map(node => node.id))
    this.#silentNodes.observe(nodes, nowMs)
    const silent = nodes.filter(node => node.id !== nodeId && this.#silentNodes.leftMs(node, nowMs) <= 0)
    for (const node of silent) storage.registry.strike(node).catch(() => {})
  }
}

/** A position that covers nothing, so that writers wait for a node that is still loading. */
function initialPosition(storage: Storage): FeedPosition {
  return storage.kind === 'sqlite' ? '0' : '0:0:'
}

/** Refuses to decide without a lease. */
export function fenced(): EngineError {
  return new EngineError('fenced', 'This node cannot confirm what is revoked right now. Try again shortly.', {
    retryAfterSeconds: 1,
  })
}
