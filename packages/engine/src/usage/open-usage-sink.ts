import type { Clock } from '../clock/clock.ts'
import { openPostgresUsageSink } from '../storage/dialects/postgres/usage-sink.ts'
import { findUsageDamage } from '../storage/dialects/sqlite/assert-usage-files.ts'
import { openSqliteUsageSink } from '../storage/dialects/sqlite/usage-sink.ts'
import type { UsageSinkTarget } from '../storage/storage.ts'
import type { UsageSink, UsageSinkOptions } from '../storage/usage-sink.ts'

export async function openUsageSink(
  target: UsageSinkTarget,
  clock: Clock,
  {
    retentionMonths,
    onDamaged = () => {},
  }: Pick<UsageSinkOptions, 'retentionMonths'> & Partial<Pick<UsageSinkOptions, 'onDamaged'>>,
): Promise<UsageSink> {
  const options = { now: clock.now, retentionMonths, onDamaged }
  return target.kind === 'sqlite'
    ? openSqliteUsageSink({ directory: target.directory, ...options })
    : openPostgresUsageSink({ url: target.url, ...options })
}

/** What to say where the usage log itself is damaged; a database behind a network looks after its own files. */
export function findDamage(target: UsageSinkTarget, error: unknown): string | null {
  return target.kind === 'sqlite' ? findUsageDamage(target.directory, error) : null
}
