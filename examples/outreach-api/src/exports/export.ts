import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { purpose } from '../problems/fields.ts'

export const exportResources = ['leads', 'lists', 'research', 'qualifications', 'emails'] as const
export type ExportResource = (typeof exportResources)[number]
export const exportFormats = ['csv', 'jsonl'] as const

/** Everything leaves with an export, so that it must say what for. */
export const newExport = z.strictObject({
  resource: z.enum(exportResources),
  format: z.enum(exportFormats).default('jsonl'),
  purpose,
})

export type ExportRow = Origin & {
  id: string
  resource: ExportResource
  format: (typeof exportFormats)[number]
  purpose: string
}

export type ExportView = OriginView & {
  id: string
  resource: ExportResource
  format: (typeof exportFormats)[number]
  purpose: string
}

export function toExportView(row: ExportRow): ExportView {
  const { id, resource, format, purpose: why } = row
  return { id, resource, format, purpose: why, ...toOriginView(row) }
}
