import pg from 'pg'
import { readCpuTime } from '../measuring/cpu-time.ts'

/**
 * Milliseconds of CPU that PostgreSQL's sessions of one database have used, on this machine. What the server does in the
 * background for all databases (checkpoints, its log's writer) is not part of it.
 */
export async function readDatabaseCpuMs(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    return rows.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0)
  } finally {
    await client.end()
  }
}

/** A session may end while it is looked at. */
function cpuMsOf(pid: number): number {
  try {
    return readCpuTime(pid).allMs
  } catch {
    return 0
  }
}
