import { z } from 'zod'

/** What every row carries: whose it is, and which key made it when. Null where no key did, as in sample data. */
export type Origin = {
  organization_id: string
  created_by_key_id: string | null
  created_by_key_name: string | null
  created_at: number
}

export type OriginView = {
  organizationId: string
  createdByKeyId: string | null
  /** The key's name at that time. */
  createdByKeyName: string | null
  createdAt: string
}

export function originOf(
  caller: { organizationId: string; keyId: string; keyName: string },
  at: number,
): Origin {
  return {
    organization_id: caller.organizationId,
    created_by_key_id: caller.keyId,
    created_by_key_name: caller.keyName,
    created_at: at,
  }
}

export function toOriginView(row: Origin): OriginView {
  return {
    organizationId: row.organization_id,
    createdByKeyId: row.created_by_key_id,
    createdByKeyName: row.created_by_key_name,
    createdAt: new Date(row.created_at).toISOString(),
  }
}

/** Query parameter that finds what a key has made: the first thing to look at when one was stolen. */
export const originParameters = { createdByKeyId: z.string().min(1).max(64).optional() }
