import { verdictCodes } from '@keyturn/contract/client'
import type { LogFilter } from '../features/usage/usage-queries.ts'
import { type RangeName, rangeNames } from '../features/usage/usage-range.ts'
import { withoutToken } from '../shared/without-token.ts'

/** One of these shows what keys were used for. */
export const usePermissions: readonly string[] = ['view_logs', 'manage_billing']

const textMost = 200

/** The period of an address; what makes no sense there is left out, as in what follows. */
export function readRange(search: Record<string, unknown>): { range?: RangeName } {
  const range = rangeNames.find(each => each === search['range'])
  return range === undefined ? {} : { range }
}

/** The id of an API that an address is narrowed to. */
export function readApi(search: Record<string, unknown>): { api?: string } {
  const { api } = search
  return typeof api === 'string' && /^api_[0-9a-z]{1,60}$/.test(api) ? { api } : {}
}

/** Whether a log is about more than the environment of the menu. */
export function readEnvironments(search: Record<string, unknown>): { environments?: 'all' } {
  return search['environments'] === 'all' ? { environments: 'all' } : {}
}

/** What a log is narrowed by. */
export function readLogFilter(search: Record<string, unknown>): LogFilter {
  const code = verdictCodes.find(each => each === search['code'])
  const method = textOf(search['method'], /^[A-Z]{1,16}$/)
  const path = textOf(search['path'], /^\//)
  const ip = textOf(search['ip'], /^[\da-fA-F.:]+$/)
  return {
    ...readRange(search),
    ...(code === undefined ? {} : { code }),
    ...(method === null ? {} : { method }),
    ...(path === null ? {} : { path }),
    ...(ip === null ? {} : { ip }),
  }
}

function textOf(value: unknown, pattern: RegExp): string | null {
  // An address in the query that looks like a number was read as one.
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.length <= textMost && pattern.test(text) ? withoutToken(text) : null
}
