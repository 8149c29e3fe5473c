import type { KeyView } from '@keyturn/contract/client'
import { countWords } from '../../shared/quantities.ts'

export type RecentUse = { requests: number; addresses: number; isMore: boolean }

const dayMs = 86_400_000

/** What would stop if the key ended now. `relative` says an instant in words. */
export function recentUseWords(
  { lastUsedAt }: Pick<KeyView, 'lastUsedAt'>,
  use: RecentUse | null,
  relative: (at: string) => string,
): string {
  if (use !== null && use.requests > 0) {
    const requests = `${use.isMore ? 'more than ' : ''}${countWords(use.requests, 'request')}`
    const from = use.addresses === 0 ? '' : ` from ${countWords(use.addresses, 'address')}`
    return `It answered ${requests}${from} in the last hour.`
  }
  return lastUsedAt === null ? 'It was never used.' : `It was last used ${relative(lastUsedAt)}.`
}

/** Whether something is likely to break: then its name has to be typed. */
export function isInUse(
  { lastUsedAt }: Pick<KeyView, 'lastUsedAt'>,
  use: RecentUse | null,
  now: number,
): boolean {
  if (use !== null && use.requests > 0) return true
  return lastUsedAt !== null && now - Date.parse(lastUsedAt) < dayMs
}
