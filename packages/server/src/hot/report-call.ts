import type { LaneContext } from './lane-context.ts'

type Reporting = Pick<LaneContext, 'metrics' | 'log'>

/** A request that was answered. */
export type ReportedCall = {
  readonly requestId: string
  readonly method: string
  readonly route: string
  /** Monotonic milliseconds. */
  readonly startedAt: number
  readonly callerKeyId: string | null
}

/** Counts a call as the ordinary lane does; its line is for debugging only. */
export function reportCall(
  { metrics, log }: Reporting,
  call: ReportedCall,
  { status, milliseconds }: { status: number; milliseconds: number },
): void {
  const { requestId, method, route, callerKeyId } = call
  metrics.observe({ method, route, status, seconds: milliseconds / 1000 })
  if (!log.isLevelEnabled('debug')) return
  const caller = callerKeyId === null ? {} : { keyId: callerKeyId }
  const durationMs = Math.round(milliseconds * 1000) / 1000
  log.debug({ requestId, method, route, ...caller, status, durationMs }, 'request')
}
