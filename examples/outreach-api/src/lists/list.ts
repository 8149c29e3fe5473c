import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'

const name = z.string().trim().min(1).max(200)

export const newList = z.strictObject({ name })
export const listChange = z.strictObject({ name: name.optional() })
export const listMember = z.strictObject({ leadId: z.string().min(1).max(64) })

export type ListRow = Origin & { id: string; name: string; updated_at: number }

export type ListView = OriginView & { id: string; name: string; updatedAt: string }

export function toListView(row: ListRow): ListView {
  return {
    id: row.id,
    name: row.name,
    ...toOriginView(row),
    updatedAt: new Date(row.updated_at).toISOString(),
  }
}
