import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks until the answer is not null, every 50 ms. Throws after `withinMs` (default 30,000), naming what was
 * awaited; for what another process does in its own time.
 */
export async function eventually<Answer>(
  awaited: string,
  ask: () => Promise<Answer | null>,
  { withinMs = 30_000 }: { withinMs?: number } = {},
): Promise<Answer> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > deadline) throw new Error(`${awaited}: not within ${withinMs} ms`)
    await pause(50)
  }
}
