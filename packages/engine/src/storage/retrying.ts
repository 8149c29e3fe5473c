import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../errors/engine-error.ts'
import { TransientFailure } from './storage-failure.ts'

const attemptsMax = 4

/** Runs a transaction again, with jitter, while it only lost races; then says that the database is busy. */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error
      if (tried === attemptsMax) {
        throw new EngineError('storage_unavailable', 'The database is busy. Try again shortly.', {
          cause: error,
          retryAfterSeconds: 1,
        })
      }
      await sleep(Math.random() * 10 * 2 ** tried)
    }
  }
}
