import type { Queryable, Tx } from '../storage/storage.ts'
import type { NodeReportTable } from '../storage/tables.ts'

/** The newest of a node takes the place of the one before; by primary key. */
export async function putNodeReport(tx: Tx, row: NodeReportTable): Promise<void> {
  const { report, reported_at } = row
  await tx
    .insertInto('node_reports')
    .values(row)
    .onConflict(conflict => conflict.column('node_id').doUpdateSet({ report, reported_at }))
    .execute()
}

/** All of them, the node that started last first: there is a row for each server, and no more. */
export async function selectNodeReports(query: Queryable): Promise<NodeReportTable[]> {
  return query.selectFrom('node_reports').selectAll().orderBy('node_id', 'desc').execute()
}

/** By primary key; false when there was none. */
export async function removeNodeReport(tx: Tx, nodeId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('node_reports')
    .where('node_id', '=', nodeId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Of nodes that nobody has heard of since; the whole table, which has a row for each server. */
export async function pruneNodeReports(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('node_reports').where('reported_at', '<', before).execute()
}
