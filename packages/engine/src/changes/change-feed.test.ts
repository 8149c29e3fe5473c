import { Lease } from '@keyturn/core'
import { afterEach, describe, expect, test } from 'vitest'
import type { Change, FeedRead, RegisteredNode, Storage } from '../storage/storage.ts'
import { ChangeFeed } from './change-feed.ts'

const leaseMs = 40_000
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const key = (id: string): Change => ({ kind: 'key', id })

/** A feed on a database that the test plays, step by step and without waiting. */
class Scene {
  readonly log: string[] = []
  readonly applied: Change[][] = []
  reads: (Partial<FeedRead> | Error)[] = []
  registered = new Set<string>()
  neighbours: RegisteredNode[] = []
  failing = { apply: 0, reload: 0, confirm: 0 }
  elapsedMs = 1_000
  readMs = 0
  /** Which clocks run; the lease goes by either. */
  running = { wall: true, monotonic: true }
  readonly #clock = {
    now: () => (this.running.wall ? this.elapsedMs : 0),
    monotonic: () => (this.running.monotonic ? this.elapsedMs : 0),
  }
  duringReload: () => void = () => {}
  duringConfirm: () => Promise<void> = async () => {}
  #position = 0
  readonly lease = new Lease({ monotonicMs: this.#clock.monotonic, wallMs: this.#clock.now })
  readonly feed = new ChangeFeed({
    storage: this.#storage(),
    clock: this.#clock,
    lease: this.lease,
    replica: {
      apply: async changes => {
        this.#failOr('apply')
        this.applied.push([...changes])
      },
      reload: async () => {
        this.duringReload()
        this.#failOr('reload')
        this.log.push('reload')
      },
    },
    nodeId: 'node_1',
    version: '1',
    leaseMs,
    log: silent,
    onNodes: () => {},
  })

  /** One round that begins now; a failed one is over too. */
  async round(): Promise<void> {
    await this.feed.settle('mark', this.#clock.monotonic())
  }

  #failOr(step: keyof Scene['failing']): void {
    if (this.failing[step] === 0) return
    this.failing[step] -= 1
    throw new Error(`${step} failed`)
  }

  #storage(): Storage {
    const read = async (): Promise<FeedRead> => {
      this.elapsedMs += this.readMs
      const next = this.reads.shift()
      if (next instanceof Error) throw next
      this.#position += 1
      this.log.push(`read ${this.#position}`)
      const position = String(this.#position)
      return { entries: [], position, databaseTimeMs: this.elapsedMs, continuous: true, ...next }
    }
    const reader = {
      position: '0',
      read,
      reopen: async () => {
        this.log.push('reopen')
      },
      close: async () => {},
    }
    return {
      kind: 'sqlite',
      feed: {
        open: async () => reader,
        covers: () => true,
        wake: () => {},
        onWake: () => {},
        watchNeighbours: () => {},
      },
      registry: {
        register: async ({ id, confirmed }: { id: string; confirmed: string }) => {
          this.log.push(`register at ${confirmed}`)
          this.registered.add(id)
        },
        confirm: async (id: string, position: string) => {
          await this.duringConfirm()
          this.#failOr('confirm')
          this.log.push(`confirm ${position}`)
          return this.registered.has(id)
        },
        list: async () => this.neighbours,
        strike: async ({ id }: RegisteredNode) => {
          this.log.push(`strike ${id}`)
          return true
        },
        deregister: async (id: string) => {
          this.log.push('deregister')
          this.registered.delete(id)
        },
      },
    } as unknown as Storage
  }
}

describe('ChangeFeed', () => {
  let scene: Scene
  afterEach(() => scene.feed.stop())

  async function started(): Promise<Scene> {
    scene = new Scene()
    await scene.feed.start()
    return scene
  }

  test('registers before it takes its position, loads after it, and holds the lease when started', async () => {
    scene = new Scene()
    expect(scene.lease.isHeld()).toBe(false)
    await scene.feed.start()
    expect(scene.log).toEqual(['register at 0', 'reload', 'read 1', 'confirm 1'])
    expect(scene.lease.isHeld()).toBe(true)
  })

  test.each([
    ['monotonic', { wall: false, monotonic: true }],
    ['wall', { wall: true, monotonic: false }],
  ])('the lease counts from before the read, on the %s clock', async (_, running) => {
    scene = new Scene()
    scene.running = running
    await scene.feed.start()
    scene.readMs = 15_000
    await scene.round()
    expect(scene.lease.remainingMs()).toBe(leaseMs - 15_000)
  })

  test('applies each row once however often it is named, before it confirms', async () => {
    await started()
    scene.reads = [{ entries: [key('a'), key('b'), key('a'), { kind: 'api', id: 'a' }] }]
    await scene.round()
    expect(scene.applied).toEqual([[key('a'), key('b'), { kind: 'api', id: 'a' }]])
    expect(scene.feed.position).toBe('2')
  })

  test('what could not be applied is neither confirmed nor forgotten', async () => {
    await started()
    scene.elapsedMs += leaseMs
    expect(scene.lease.isHeld()).toBe(false)
    scene.failing.apply = 2
    scene.reads = [{ entries: [key('a')] }, { entries: [key('b')] }]
    await scene.round()
    await scene.round()
    expect(scene.lease.isHeld()).toBe(false)
    expect(scene.log.at(-1)).toBe('read 3')
    await scene.round()
    expect(scene.applied).toEqual([[key('a'), key('b')]])
    expect(scene.lease.isHeld()).toBe(true)
  })

  test('a read or a confirmation that fails renews nothing', async () => {
    await started()
    scene.elapsedMs += leaseMs
    scene.reads = [new Error('away')]
    await scene.round()
    expect(scene.lease.isHeld()).toBe(false)
    scene.failing.confirm = 1
    await scene.round()
    expect(scene.lease.isHeld()).toBe(false)
    await scene.round()
    expect(scene.lease.isHeld()).toBe(true)
  })

  test('a feed that is not the one read before fences the node at once, until everything is loaded again', async () => {
    await started()
    expect(scene.lease.isHeld()).toBe(true)
    let heldDuringReload = true
    scene.duringReload = () => {
      heldDuringReload = scene.lease.isHeld()
    }
    scene.reads = [{ continuous: false }]
    scene.elapsedMs += 1
    await scene.round()
    expect(heldDuringReload).toBe(false)
    expect(scene.lease.isHeld()).toBe(false)
    expect(scene.log.slice(-2)).toEqual(['reopen', 'reload'])
    await scene.round()
    expect(scene.lease.isHeld()).toBe(true)
  })

  test('a reload that failed is repeated before anything is confirmed', async () => {
    await started()
    scene.log.length = 0
    scene.reads = [{ continuous: false }]
    scene.failing.reload = 2
    for (let i = 0; i < 3; i++) {
      scene.elapsedMs += 1
      await scene.round()
      expect(scene.lease.isHeld()).toBe(false)
    }
    expect(scene.log.filter(step => step.startsWith('confirm'))).toEqual([])
    expect(scene.log.at(-1)).toBe('reload')
    scene.elapsedMs += 1
    await scene.round()
    expect(scene.lease.isHeld()).toBe(true)
  })

  test('a node that was struck off renews nothing and registers again before its next read', async () => {
    await started()
    scene.elapsedMs += leaseMs
    scene.registered.clear()
    scene.log.length = 0
    await scene.round()
    expect(scene.lease.isHeld()).toBe(false)
    await scene.round()
    expect(scene.log).toEqual(['read 2', 'confirm 2', 'register at 0', 'read 3', 'confirm 3'])
    expect(scene.lease.isHeld()).toBe(true)
  })

  test('a lapsed lease comes back for a call that waits a moment, and stays away while the database does', async () => {
    await started()
    scene.elapsedMs += leaseMs
    expect(await scene.feed.leaseSoon()).toBe(true)
    scene.elapsedMs += leaseMs
    scene.reads = Array.from({ length: 100 }, () => new Error('away'))
    expect(await scene.feed.leaseSoon()).toBe(false)
  })

  test('a stopped node decides nothing more, also if a round was under way, and leaves the registry', async () => {
    await started()
    const confirming = Promise.withResolvers<void>()
    scene.duringConfirm = () => confirming.promise
    const round = scene.round()
    await new Promise(resolve => setImmediate(resolve))
    const stopping = scene.feed.stop()
    expect(scene.lease.isHeld()).toBe(false)
    confirming.resolve()
    await Promise.all([round, stopping])
    expect(scene.lease.isHeld()).toBe(false)
    expect(scene.log.at(-1)).toBe('deregister')
    expect(await scene.feed.leaseSoon()).toBe(false)
  })

  test('strikes off a neighbour that is silent for its lease, though nothing is written, and no other', async () => {
    scene = new Scene()
    const neighbour = (id: string, renewedAt: number) => ({
      id,
      confirmed: '1',
      leaseMs: 10_000,
      version: '1',
      renewedAt,
    })
    for (const renewedAt of [1, 2]) {
      scene.neighbours = [neighbour('node_1', 1), neighbour('node_2', 1), neighbour('node_3', renewedAt)]
      await (renewedAt === 1 ? scene.feed.start() : scene.round())
      expect(scene.log).not.toContain('strike node_2')
      scene.elapsedMs += 10_499
    }
    await scene.round()
    await new Promise(resolve => setImmediate(resolve))
    expect(scene.log.filter(line => line.startsWith('strike'))).toEqual(['strike node_2'])
  })
})
