import type { OutcomeReport } from '@keyturn/contract/client'
import { describe, expect, test } from 'vitest'
import { OutcomeQueue, type OutcomeQueueOptions } from './outcome-queue.ts'

type Pending = { outcomes: OutcomeReport[]; succeed: () => void; fail: (error: unknown) => void }

/** A queue whose timers and requests are moved by hand. */
function startQueue(options: Partial<OutcomeQueueOptions> = {}) {
  const timers: { task: () => void; delayMs: number }[] = []
  const requests: Pending[] = []
  const queue = new OutcomeQueue({
    report: outcomes =>
      new Promise<void>((resolve, reject) => {
        requests.push({ outcomes, succeed: resolve, fail: reject })
      }),
    isTemporary: error => error === 'away',
    schedule: (task, delayMs) => {
      const timer = { task, delayMs }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
    batchSize: 2,
    capacity: 5,
    delayMs: 100,
    ...options,
  })
  const add = (count: number) => {
    for (let index = 0; index < count; index++) {
      queue.add({ verificationId: `ver_${index}`, status: 200, durationMs: 1 })
    }
  }
  const tick = () => timers.shift()?.task()
  return { queue, timers, requests, add, tick }
}

async function settled() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

describe('reporting outcomes', () => {
  test('waits a moment, so that several travel together', async () => {
    const { timers, requests, add, tick } = startQueue({ batchSize: 10 })
    add(3)
    expect(timers.map(timer => timer.delayMs)).toEqual([100])
    tick()
    expect(requests.map(request => request.outcomes.length)).toEqual([3])
  })

  test('sends a full batch at once', () => {
    const { timers, add } = startQueue()
    add(2)
    expect(timers.map(timer => timer.delayMs)).toEqual([0])
  })

  test('has at most one request in flight, and sends the rest when it has answered', async () => {
    const { timers, requests, add, tick } = startQueue()
    add(2)
    tick()
    add(3)
    expect(timers).toEqual([])
    expect(requests).toHaveLength(1)
    requests[0]?.succeed()
    await settled()
    tick()
    expect(requests.map(request => request.outcomes.length)).toEqual([2, 2])
  })

  test('keeps at most its capacity and counts what it drops', async () => {
    const { queue, add } = startQueue()
    add(9)
    expect(queue.dropped).toBe(4)
  })

  test('sends the same outcomes again, ever more slowly, while Keyturn is away', async () => {
    const { queue, timers, requests, add, tick } = startQueue()
    add(2)
    for (let attempt = 0; attempt < 3; attempt++) {
      tick()
      requests[attempt]?.fail('away')
      await settled()
    }
    expect(timers.map(timer => timer.delayMs)).toEqual([800])
    add(1)
    expect(timers.map(timer => timer.delayMs)).toEqual([800])
    expect(requests.map(request => request.outcomes[0]?.verificationId)).toEqual(['ver_0', 'ver_0', 'ver_0'])
    expect(queue.dropped).toBe(0)
  })

  test('gives up what Keyturn refuses, and goes on with the next', async () => {
    const { queue, requests, add, tick } = startQueue()
    add(4)
    tick()
    requests[0]?.fail('refused')
    await settled()
    expect(queue.dropped).toBe(2)
    tick()
    expect(requests[1]?.outcomes.map(outcome => outcome.verificationId)).toEqual(['ver_2', 'ver_3'])
  })

  test('sends everything that waits when it closes, after the request in flight', async () => {
    const { queue, requests, add, tick } = startQueue()
    add(2)
    tick()
    add(3)
    const closed = queue.close()
    await settled()
    expect(requests).toHaveLength(1)
    for (let index = 0; index < 3; index++) {
      requests[index]?.succeed()
      await settled()
    }
    await closed
    expect(requests.map(request => request.outcomes.length)).toEqual([2, 2, 1])
    expect(queue.dropped).toBe(0)
  })

  test('flushing sends a batch now, after the one in flight, and nothing when nothing waits', async () => {
    const { queue, timers, requests, add } = startQueue()
    add(1)
    const first = queue.flush()
    await settled()
    expect(timers).toEqual([])
    add(1)
    const second = queue.flush()
    await settled()
    expect(requests).toHaveLength(1)
    requests[0]?.succeed()
    await first
    await settled()
    requests[1]?.succeed()
    await second
    await queue.flush()
    expect(requests.map(request => request.outcomes.length)).toEqual([1, 1])
    expect(queue.dropped).toBe(0)
  })

  test('closing tries a batch a second time', async () => {
    const { queue, requests, add } = startQueue()
    add(1)
    const closed = queue.close()
    await settled()
    requests[0]?.fail('away')
    await settled()
    requests[1]?.succeed()
    await closed
    expect(requests).toHaveLength(2)
    expect(queue.dropped).toBe(0)
  })

  test('closing ends although Keyturn is away, and nothing is taken afterwards', async () => {
    const report = () => Promise.reject('away')
    const { queue, timers, add } = startQueue({ report })
    add(1)
    await queue.close()
    add(1)
    expect(queue.dropped).toBe(2)
    expect(timers).toEqual([])
  })
})
