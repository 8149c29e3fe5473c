/**
 * Whether a transaction is seen by a snapshot, both as PostgreSQL writes them: `xmin:xmax:xip,xip` (documentation of
 * `pg_snapshot`): everything below xmin is over, nothing from xmax on is seen, the list in between was under way.
 */
export function isVisibleIn(snapshot: string, xid: string): boolean {
  const [xmin = '', xmax = '', underWay = ''] = snapshot.split(':')
  const id = BigInt(xid)
  if (id < BigInt(xmin)) return true
  if (id >= BigInt(xmax)) return false
  return !underWay.split(',').includes(xid)
}

/** The low-water mark: all transactions below it are over. */
export function lowWaterMark(snapshot: string): string {
  return snapshot.slice(0, snapshot.indexOf(':'))
}
