import type { LogFilter } from '../features/usage/usage-queries.ts'
import { readLogFilter, readRange } from './read-usage-search.ts'

export const keyTabs = ['overview', 'requests', 'rotation', 'settings', 'audit'] as const
export type KeyTab = (typeof keyTabs)[number]

/** What of a key an address shows; the overview needs no word for it. */
export function readKeyView(search: Record<string, unknown>): LogFilter & { tab?: KeyTab } {
  const tab = keyTabs.find(each => each === search['tab'])
  return {
    ...(tab === undefined || tab === 'overview' ? {} : { tab }),
    ...(tab === 'requests' ? readLogFilter(search) : {}),
    ...(tab === undefined || tab === 'overview' ? readRange(search) : {}),
  }
}
