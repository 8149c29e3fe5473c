import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Rounds } from './rounds.ts'

type Round = { index: number; settle: { resolve: () => void; reject: (error: Error) => void } }

/** Rounds whose ends the test decides. */
function controlled(): {
  rounds: Rounds<void>
  running: Round[]
  started: () => number
  overlapped: () => boolean
} {
  const running: Round[] = []
  let started = 0
  let overlapped = false
  const rounds = new Rounds(() => {
    if (running.length > 0) overlapped = true
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    running.push({ index: started, settle: { resolve, reject } })
    started += 1
    return promise
  })
  return { rounds, running, started: () => started, overlapped: () => overlapped }
}

async function microtasks(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

describe('Rounds', () => {
  test('whoever asks is told of a round that began after the ask, and two never run at once', async () => {
    const steps = fc.array(fc.constantFrom('ask', 'succeed', 'fail', 'tick'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(steps, async chosen => {
        const { rounds, running, started, overlapped } = controlled()
        const ended = new Set<number>()
        const asks: Promise<void>[] = []
        const end = (outcome: string) => {
          const round = running.shift()
          if (!round) return
          ended.add(round.index)
          if (outcome === 'fail') round.settle.reject(new Error('round failed'))
          else round.settle.resolve()
        }
        for (const step of chosen) {
          if (step === 'ask') {
            const firstAllowed = started()
            const told = () => {
              expect([...ended].some(index => index >= firstAllowed)).toBe(true)
            }
            asks.push(rounds.next().then(told, told))
          } else if (step === 'tick') await microtasks()
          else end(step)
        }
        const idle = rounds.idle()
        for (await microtasks(); running.length > 0; await microtasks()) end('succeed')
        await Promise.all([...asks, idle])
        expect(overlapped()).toBe(false)
        expect(started()).toBeLessThanOrEqual(asks.length)
      }),
    )
  })

  test('all who ask during a round share the next one', async () => {
    const { rounds, running, started } = controlled()
    const first = rounds.next()
    const asks = Array.from({ length: 100 }, () => rounds.next())
    expect(started()).toBe(1)
    running.shift()?.settle.resolve()
    await first
    await microtasks()
    expect(started()).toBe(2)
    running.shift()?.settle.resolve()
    await Promise.all(asks)
    expect(started()).toBe(2)
  })

  test('a failed round fails those who asked for it and nobody else', async () => {
    const { rounds, running } = controlled()
    const first = rounds.next()
    const second = rounds.next()
    running.shift()?.settle.reject(new Error('away'))
    await expect(first).rejects.toThrow('away')
    await microtasks()
    running.shift()?.settle.resolve()
    await second
  })

  test('idle answers when nothing runs or waits', async () => {
    const { rounds, running } = controlled()
    await rounds.idle()
    rounds.next().catch(() => {})
    rounds.next().catch(() => {})
    let idle = false
    const waiting = rounds.idle().then(() => {
      idle = true
    })
    running.shift()?.settle.reject(new Error('away'))
    await microtasks()
    expect(idle).toBe(false)
    running.shift()?.settle.resolve()
    await waiting
  })
})
