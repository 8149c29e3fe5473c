import { type KeyturnCalls, type ListUsageEventsQuery, verdictCodes } from '@keyturn/contract/client'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { findReferences, type References } from '../../connections/find-references.ts'
import { addReferences } from '../keys/key-filter.ts'

type Code = NonNullable<ListUsageEventsQuery['code']>

export type UsageFilterOptions = References & {
  key?: string
  environment?: string
  code?: Code
  from?: string
  to?: string
}

/** What the log and the sums are filtered by. */
export function addUsageFilter(command: Command, now: () => number): Command {
  const instant = (text: string) => toInstant(text, now())
  return addReferences(command)
    .option('--key <key>', 'Only this key, by its id.')
    .option('--environment <name>', 'Only this environment.')
    .addOption(new Option('--code <verdict>', 'Only this verdict.').choices(verdictCodes))
    .option(
      '--from <when>',
      'From then on: an instant, a date (UTC), or a time ago such as 24h or 7d.',
      instant,
    )
    .option('--to <when>', 'Until then, likewise.', instant)
}

export async function usageFilter(calls: KeyturnCalls, options: UsageFilterOptions) {
  const { key, environment, code, from, to } = options
  return {
    ...(await findReferences(calls, options)),
    ...(key === undefined ? {} : { keyId: key }),
    ...(environment === undefined ? {} : { environment }),
    ...(code === undefined ? {} : { code }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

const unitMs = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

function toInstant(text: string, now: number): string {
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const at = amount === undefined ? Date.parse(text) : now - Number(amount) * (unitMs.get(unit) ?? 0)
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw new InvalidArgumentError('It must be an instant, a date, or a time ago such as 24h or 7d.')
}
