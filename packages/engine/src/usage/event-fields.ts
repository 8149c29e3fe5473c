import type { UsageEventRow } from '../storage/tables.ts'

/** Texts of an event that its neighbours in a frame or in a block often share. Their order is the format. */
export const sharedFields = [
  'organization_id',
  'api_id',
  'key_id',
  'secret_id',
  'environment',
  'code',
  'method',
  'ip',
  'country',
  'user_agent',
  'origin',
  'caller_key_id',
  'as_of',
  'node_id',
] as const satisfies readonly (keyof UsageEventRow)[]

export type SharedField = (typeof sharedFields)[number]

/** The place of a field in the order. */
export const place = {
  organization: 0,
  api: 1,
  key: 2,
  secret: 3,
  environment: 4,
  code: 5,
  method: 6,
  country: 8,
  caller: 11,
} as const

/** In an event's flags, after the bits that say which shared fields are written out. */
export const amountsFlag = 1 << 14
export const timeFlag = 1 << 15

export type OwnFields = Pick<UsageEventRow, 'id' | 'at' | 'cost' | 'count' | 'path'>

/** An event as a row; `text` answers the shared field of a place. */
export function toEventRow(own: OwnFields, text: (place: number) => string | null): UsageEventRow {
  return {
    id: own.id,
    at: own.at,
    organization_id: text(0),
    api_id: text(1),
    key_id: text(2),
    secret_id: text(3),
    environment: text(4),
    code: text(5) ?? '',
    cost: own.cost,
    count: own.count,
    method: text(6),
    path: own.path,
    ip: text(7),
    country: text(8),
    user_agent: text(9),
    origin: text(10),
    caller_key_id: text(11),
    as_of: text(12) ?? '',
    node_id: text(13) ?? '',
  }
}
