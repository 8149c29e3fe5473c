import type { Neighbour } from '../changes/neighbour.ts'
import type { Storage } from '../storage/storage.ts'
import { readNodeReport } from './node-report.ts'
import { removeNodeReport, selectNodeReports } from './node-report-queries.ts'
import type { NodeStatus } from './node-status.ts'

/**
 * Forgets one silent server in whose place `own` has started: a process that was started again is another node, and
 * should not be told as missing. One for one, so that of two that were killed the second is spoken of until it is back.
 * False while a server of this place that was there before may still turn out to be silent: then ask again.
 */
export async function takePlace(
  storage: Storage,
  own: Pick<NodeStatus, 'nodeId' | 'place' | 'startedAt'>,
  neighbours: readonly Neighbour[],
): Promise<boolean> {
  const before = (await selectNodeReports(storage.lookups)).filter(
    row =>
      row.node_id !== own.nodeId &&
      row.reported_at < own.startedAt &&
      readNodeReport(row.report)?.place === own.place,
  )
  const alive = new Set(neighbours.filter(each => each.leaseRemainingMs > 0).map(({ id }) => id))
  for (const { node_id } of before.filter(row => !alive.has(row.node_id))) {
    // Another server that has started here may just have taken it for itself.
    if (await storage.transaction(tx => removeNodeReport(tx, node_id))) return true
  }
  return before.length === 0
}
