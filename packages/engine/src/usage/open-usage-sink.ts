import type { Clock } from '../clock/clock.ts'
import { openPostgresUsageSink } from '../storage/dialects/postgres/usage-sink.ts'
import { openSqliteUsageSink } from '../storage/dialects/sqlite/usage-sink.ts'
import type { UsageSinkTarget } from '../storage/storage.ts'
import type { UsageSink } from '../storage/usage-sink.ts'

export async function openUsageSink(
  target: UsageSinkTarget,
  clock: Clock,
  { retentionMonths }: { retentionMonths: number },
): Promise<UsageSink> {
  const options = { now: clock.now, retentionMonths }
  return target.kind === 'sqlite'
    ? openSqliteUsageSink({ directory: target.directory, ...options })
    : openPostgresUsageSink({ url: target.url, ...options })
}
