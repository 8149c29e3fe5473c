import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, toInstant } from '../clock/clock.ts'
import type { FeedMark, RegisteredNode, Storage } from '../storage/storage.ts'
import { type Effect, everywhere } from './effect.ts'
import { leaseMargin, type SilentNodes } from './silent-nodes.ts'

/** How long a call waits for silent nodes before it answers 202, in milliseconds. Shorter leases are waited out. */
const waitMsMax = 5_250
const pollMs = { first: 1, most: 20 }

export type SettleInput = {
  storage: Storage
  clock: Clock
  silentNodes: SilentNodes
  mark: FeedMark
  /** Monotonic milliseconds, read after the commit. */
  committedAt: number
  /** The lease of this node, counted when the registry cannot be read. */
  ownLeaseMs: number
  /**
   * Has this node read the feed in a round that begins from now on. Answers the registry as it was read after that, null
   * when it was not.
   */
  readNow: () => Promise<RegisteredNode[] | null>
}

/**
 * Waits until no node can decide on the state before a committed change: each has confirmed it, or holds no lease any
 * more. A lease that runs longer than its length after the commit comes from a read that saw the change, so one
 * length after the commit is enough; a node that was silent before is known to be without a lease sooner. The registry
 * is read after the commit, so a node that it does not list loads the change when it starts.
 */
export async function settle(input: SettleInput): Promise<Effect> {
  const { storage, clock, silentNodes, mark, committedAt } = input
  let pauseMs = pollMs.first
  let unknownLeaseMs = input.ownLeaseMs
  for (;;) {
    const nodes = (await input.readNow()) ?? (await storage.registry.list().catch(() => null))
    const nowMs = clock.monotonic()
    const elapsedMs = nowMs - committedAt
    if (nodes !== null) silentNodes.observe(nodes, nowMs)
    const behind = nodes?.filter(node => !storage.feed.covers(node.confirmed, mark)) ?? []
    unknownLeaseMs = Math.max(unknownLeaseMs, ...behind.map(node => node.leaseMs))
    const waitingFor = await withoutEnded(behind, input, nowMs)
    if (nodes !== null && waitingFor.length === 0) return everywhere
    if (elapsedMs >= waitMsMax) {
      const left = waitingFor.map(node => leftMs(node, input, nowMs))
      const leftMsMax = nodes === null ? unknownLeaseMs * leaseMargin - elapsedMs : Math.max(...left)
      const effectiveBy = toInstant(clock.now() + Math.max(0, leftMsMax))
      return { everywhere: false, effectiveBy, waitingFor: waitingFor.map(node => node.id) }
    }
    storage.feed.wake()
    await sleep(pauseMs)
    pauseMs = Math.min(pauseMs * 1.5, pollMs.most)
  }
}

type Moment = Pick<SettleInput, 'committedAt' | 'silentNodes'>

function leftMs(node: RegisteredNode, { committedAt, silentNodes }: Moment, nowMs: number): number {
  const sinceCommitMs = committedAt + node.leaseMs * leaseMargin - nowMs
  return Math.min(sinceCommitMs, silentNodes.leftMs(node, nowMs))
}

/** Strikes off the nodes whose leases are over, so that nobody waits for them again, and answers the others. */
async function withoutEnded(
  nodes: readonly RegisteredNode[],
  input: SettleInput,
  nowMs: number,
): Promise<RegisteredNode[]> {
  const { storage, committedAt } = input
  const waitingFor: RegisteredNode[] = []
  for (const node of nodes) {
    if (leftMs(node, input, nowMs) > 0) {
      waitingFor.push(node)
      continue
    }
    const struck = await storage.registry.strike(node).catch(() => false)
    // Who moved before it was struck may hold a lease, and if that is younger than the commit it saw the change.
    const isOver = nowMs - committedAt >= node.leaseMs * leaseMargin
    if (!struck && !isOver) waitingFor.push(node)
  }
  return waitingFor
}
