import { type ProblemCode, problemDefinitions } from '@keyturn/contract'
import type { Logger } from 'pino'
import type { HttpProblem } from '../http/http-problem.ts'

export type FailedCall = { requestId: string; problem: HttpProblem; error: unknown }

export type FailureLog = { report(call: FailedCall): void }

const intervalMs = 1_000

/**
 * Writes down the calls that failed here. What nobody foresaw is an error with its stack, each time. Known states
 * (fenced, overloaded, storage away or full) are a warning, one line a second for each code: while the database is
 * away they are every request.
 */
export function createFailureLog(log: Logger, monotonicMs = () => performance.now()): FailureLog {
  const told = new Map<ProblemCode, { at: number; suppressed: number }>()
  return {
    report: ({ requestId, problem, error }) => {
      const { code, message, cause } = problem
      if (problemDefinitions[code].status < 500) return
      if (code === 'internal_error') {
        log.error({ requestId, code, err: cause ?? error }, 'call failed')
        return
      }
      const now = monotonicMs()
      const last = told.get(code)
      if (last && now - last.at < intervalMs) {
        last.suppressed += 1
        return
      }
      told.set(code, { at: now, suppressed: 0 })
      const suppressed = last?.suppressed ?? 0
      log.warn({ requestId, code, reason: message, cause: textOf(cause), suppressed }, 'call failed')
    },
  }
}

function textOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}
