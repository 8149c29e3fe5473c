import { EngineError } from '../errors/engine-error.ts'

/** Refuses a change that was made against an older state (If-Match). */
export function assertVersion(row: { version: number }, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === row.version) return
  throw new EngineError(
    'precondition_failed',
    'It was changed in the meantime. Read it again, then repeat the change.',
  )
}
