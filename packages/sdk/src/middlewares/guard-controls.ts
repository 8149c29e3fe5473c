import type { Guard } from '../guards/guard.ts'

export type GuardControls = {
  /** Sends the outcomes that still wait; call it when the server has closed. */
  close(): Promise<void>
  /** How many outcomes were given up, because Keyturn was away for long or refused them. */
  droppedOutcomes(): number
}

export function guardControls(guard: Pick<Guard<never>, 'close' | 'droppedOutcomes'>): GuardControls {
  return { close: () => guard.close(), droppedOutcomes: () => guard.droppedOutcomes }
}

/** An id for the problem that a guard answers, where the framework has none. */
export function createRequestId(): string {
  return `req_${crypto.randomUUID().replaceAll('-', '')}`
}
