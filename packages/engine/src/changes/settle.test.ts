import { describe, expect, test } from 'vitest'
import type { RegisteredNode, Storage } from '../storage/storage.ts'
import { settle } from './settle.ts'
import { SilentNodes } from './silent-nodes.ts'

const now = Date.UTC(2026, 10, 20, 12)

type Scene = {
  /** What the registry says at each look, the last one for ever; null: it cannot be read. */
  looks: (RegisteredNode[] | null)[]
  /** How much time each look takes, in milliseconds. */
  lookMs?: number
  ownLeaseMs?: number
  /** What this process saw before the commit, and how long before, in milliseconds. */
  seen?: { nodes: RegisteredNode[]; beforeMs: number }
  /** Whose row has changed by the time it is to be struck off. */
  renewing?: string[]
  /** What comes with the read. */
  listed?: RegisteredNode[] | null
}

function node(id: string, confirmed: 'old' | 'new', leaseMs = 1_000): RegisteredNode {
  return { id, confirmed, leaseMs, version: '1', renewedAt: 0 }
}

/** Settles a change that was committed at monotonic 0. */
async function run({ looks, lookMs = 100, ownLeaseMs = 1_000, seen, renewing = [], listed = null }: Scene) {
  let elapsedMs = 0
  let look = 0
  const struck: string[] = []
  const order: string[] = []
  const storage = {
    feed: { covers: (position: string) => position === 'new', wake: () => {} },
    registry: {
      list: async () => {
        order.push('list')
        const nodes = looks[Math.min(look, looks.length - 1)]
        look += 1
        elapsedMs += lookMs
        if (!nodes) throw new Error('away')
        return nodes
      },
      strike: async ({ id }: RegisteredNode) => {
        if (renewing.includes(id)) return false
        struck.push(id)
        return true
      },
    },
  } as unknown as Storage
  const clock = { now: () => now + elapsedMs, monotonic: () => elapsedMs }
  const readNow = async () => {
    order.push('read')
    return listed
  }
  const silentNodes = new SilentNodes()
  if (seen) silentNodes.observe(seen.nodes, -seen.beforeMs)
  const effect = await settle({
    storage,
    clock,
    silentNodes,
    mark: 'mark',
    committedAt: 0,
    ownLeaseMs,
    readNow,
  })
  return { effect, struck, elapsedMs, order }
}

describe('settle', () => {
  test('answers at once when every registered node has confirmed', async () => {
    const { effect, order, struck } = await run({ looks: [[node('a', 'new'), node('b', 'new')]] })
    expect(effect).toEqual({ everywhere: true })
    expect(order).toEqual(['read', 'list'])
    expect(struck).toEqual([])
  })

  test('looks nowhere else when the registry came with the read', async () => {
    const { effect, order } = await run({ looks: [[node('a', 'old')]], listed: [node('a', 'new')] })
    expect(effect).toEqual({ everywhere: true })
    expect(order).toEqual(['read'])
  })

  test('waits for a node that has not, and strikes nobody who confirms in time', async () => {
    const waiting = [node('a', 'new'), node('b', 'old')]
    const { effect, struck, order } = await run({
      looks: [waiting, waiting, [node('a', 'new'), node('b', 'new')]],
    })
    expect(effect).toEqual({ everywhere: true })
    expect(order.filter(step => step === 'list')).toHaveLength(3)
    expect(struck).toEqual([])
  })

  test('a node that left is not waited for', async () => {
    const { effect, struck } = await run({ looks: [[node('a', 'old')], []] })
    expect(effect).toEqual({ everywhere: true })
    expect(struck).toEqual([])
  })

  test('a silent node is struck off once its lease and a margin are over, and never before', async () => {
    const { effect, struck, elapsedMs } = await run({
      looks: [[node('a', 'new'), node('b', 'old')]],
      lookMs: 50,
    })
    expect(effect).toEqual({ everywhere: true })
    expect(struck).toEqual(['b'])
    expect(elapsedMs).toBeGreaterThanOrEqual(1_050)
    expect(elapsedMs).toBeLessThan(1_150)
  })

  test('each silent node is waited for as long as its own lease, and is struck off then', async () => {
    const { elapsedMs, struck } = await run({ looks: [[node('a', 'old', 1_000), node('b', 'old', 3_000)]] })
    expect(elapsedMs).toBeGreaterThanOrEqual(3_150)
    expect(struck.filter(id => id === 'a').length).toBeGreaterThan(1)
    expect(struck.at(-1)).toBe('b')
    const { elapsedMs: after } = await run({ looks: [[node('b', 'old', 3_000)], [node('a', 'old', 1_000)]] })
    expect(after).toBeLessThan(1_300)
  })

  test('a node that was silent for its lease before the commit is struck off at once', async () => {
    const gone = node('b', 'old', 60_000)
    const nodes = [node('a', 'new'), gone]
    const at = (beforeMs: number) => run({ looks: [nodes], seen: { nodes: [gone], beforeMs }, lookMs: 250 })
    expect(await at(63_000)).toMatchObject({ effect: { everywhere: true }, struck: ['b'], elapsedMs: 250 })
    const waiting = await at(50_000)
    expect(waiting).toMatchObject({ effect: { everywhere: false, waitingFor: ['b'] }, struck: [] })
    expect(waiting.effect).toMatchObject({ effectiveBy: new Date(now + 13_000).toISOString() })
  })

  test('silence is counted anew with every confirmation that was seen, whatever instant it names', async () => {
    const before = node('b', 'old', 60_000)
    for (const renewedAt of [1, -1, now * 2]) {
      const seen = { nodes: [before], beforeMs: 100_000 }
      const { effect, struck } = await run({ looks: [[{ ...before, renewedAt }]], seen, lookMs: 250 })
      expect(effect).toMatchObject({ everywhere: false, effectiveBy: new Date(now + 63_000).toISOString() })
      expect(struck).toEqual([])
    }
  })

  test('who renews before being struck off is waited for: the lease may be from a read before the commit', async () => {
    const gone = node('b', 'old', 60_000)
    const seen = { nodes: [gone], beforeMs: 63_000 }
    const { effect } = await run({ looks: [[gone]], seen, renewing: ['b'], lookMs: 250 })
    expect(effect).toMatchObject({ everywhere: false, waitingFor: ['b'] })
    const confirmed = await run({ looks: [[gone], [node('b', 'new', 60_000)]], seen, renewing: ['b'] })
    expect(confirmed).toMatchObject({ effect: { everywhere: true }, struck: [] })
  })

  test('a lease above five seconds is not waited out: the answer names the nodes and the instant', async () => {
    const { effect, struck, elapsedMs } = await run({
      looks: [[node('a', 'new'), node('b', 'old', 60_000), node('c', 'old', 2_000)]],
      lookMs: 250,
    })
    expect(elapsedMs).toBe(5_250)
    expect(struck).not.toContain('b')
    expect(effect).toEqual({
      everywhere: false,
      waitingFor: ['b'],
      effectiveBy: new Date(now + 63_000).toISOString(),
    })
  })

  test('a registry that cannot be read is never taken for one without nodes', async () => {
    const { effect, struck } = await run({ looks: [null], lookMs: 250 })
    expect(effect).toEqual({ everywhere: false, waitingFor: [], effectiveBy: expect.any(String) })
    expect(struck).toEqual([])
    const back = await run({ looks: [null, null, [node('a', 'new')]] })
    expect(back.effect).toEqual({ everywhere: true })
  })
})
