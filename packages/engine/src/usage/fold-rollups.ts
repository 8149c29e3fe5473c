import { endpointsMax, measuresOf, mergeFacets, packFacets } from '../storage/facet-sums.ts'
import type { RollupLevel } from '../storage/tables.ts'
import type { RollupPeriod, RollupRow, RollupSource } from '../storage/usage-sink.ts'
import { RollupCells, RollupSources } from './rollup-cells.ts'
import { type RollupLabels, totalLabel } from './rollup-labels.ts'
import { SumTable } from './sum-table.ts'

export type RollupSums = {
  /** Of keys. */
  sources: RollupSources
  /** By hour. */
  cells: RollupCells
  sums: SumTable
  labels: RollupLabels
}

const dayMs = 86_400_000
const levels: readonly RollupLevel[] = ['key', 'organization', 'api']
const noFacets = Buffer.alloc(0)

/** The rows that sums of keys by hour become: by hour and by day, on all levels, each place once. */
export function foldRollups(input: RollupSums): RollupRow[] {
  return levels.flatMap(level => {
    const { sources, numbers } = sourcesAt(level, input.sources)
    const hours = { cells: new RollupCells(), sums: new SumTable() }
    const days = { cells: new RollupCells(), sums: new SumTable() }
    for (const [number, { source, code, bucket }] of input.cells.all.entries()) {
      const folded = numbers[source] ?? 0
      const hour = hours.cells.numberOf(folded, code, bucket)
      const day = days.cells.numberOf(folded, code, bucket - (bucket % dayMs))
      input.sums.forEachOf(number, (slot, label) => {
        hours.sums.addSlot(hours.sums.slotOf(hour, label), input.sums, slot)
        days.sums.addSlot(days.sums.slotOf(day, label), input.sums, slot)
      })
    }
    return [
      ...rowsOf('hours', { ...hours, sources, labels: input.labels }),
      ...rowsOf('days', { ...days, sources, labels: input.labels }),
    ]
  })
}

/** What sources of keys count for at a level, by their numbers. */
function sourcesAt(level: RollupLevel, keys: RollupSources): { sources: RollupSources; numbers: number[] } {
  if (level === 'key') return { sources: keys, numbers: keys.all.map((_, number) => number) }
  const sources = new RollupSources()
  return { sources, numbers: keys.all.map(source => sources.numberOf(sourceAt(level, source))) }
}

function sourceAt(level: RollupLevel, { organizationId, apiId, environment }: RollupSource): RollupSource {
  return {
    level,
    organizationId: level === 'api' ? '' : organizationId,
    apiId,
    keyId: '',
    environment,
  }
}

function rowsOf(period: RollupPeriod, { sources, cells, sums, labels }: RollupSums): RollupRow[] {
  const rows: RollupRow[] = []
  for (const [cell, { source: number, code, bucket }] of cells.all.entries()) {
    const source = sources.all[number]
    if (source === undefined) continue
    const total = measuresOf(sums.sumsOf(sums.slotOf(cell, totalLabel)))
    const facets = facetsOf(cell, sums, labels)
    rows.push({ period, bucket, source, code, ...total, facets: facets && atMost(facets, source.level) })
  }
  return rows
}

function facetsOf(cell: number, sums: SumTable, labels: RollupLabels): Buffer | null {
  const found: { slot: number; label: number }[] = []
  sums.forEachOf(cell, (slot, label) => {
    if (label !== totalLabel) found.push({ slot, label })
  })
  if (found.length === 0) return null
  const ranks = labels.ranks()
  found.sort((one, other) => (ranks[one.label] ?? 0) - (ranks[other.label] ?? 0))
  return packFacets(found.map(({ slot, label }) => ({ name: labels.nameOf(label), sums: sums.sumsOf(slot) })))
}

function atMost(facets: Buffer, level: RollupLevel): Buffer {
  return mergeFacets(noFacets, facets, endpointsMax[level])
}
