import { endpointsMax, mergeFacets, packFacets } from '../storage/facet-sums.ts'
import type { RollupLevel } from '../storage/tables.ts'
import { addedSums, type RollupRow, type RollupSource } from '../storage/usage-sink.ts'
import { RollupCells, RollupSources } from './rollup-cells.ts'
import { type RollupLabels, totalLabel } from './rollup-labels.ts'
import { SumTable } from './sum-table.ts'

/** Sums by hour. */
export type RollupSums = {
  sources: RollupSources
  cells: RollupCells
  sums: SumTable
  labels: RollupLabels
}

const dayMs = 86_400_000
const noFacets = Buffer.alloc(0)

/** The rows that sums of keys by hour become: by hour and by day, on all levels, each place once. */
export function foldRollups(ofKeys: RollupSums): RollupRow[] {
  const ofOrganizations = raised(ofKeys, 'organization')
  const ofApis = raised(ofOrganizations, 'api')
  return [ofKeys, ofOrganizations, ofApis].flatMap(sums => {
    const hours = hoursOf(sums)
    return [...hours, ...daysOf(hours, sums)]
  })
}

/** The same sums at the next level. */
function raised({ sources: lower, cells, sums, labels }: RollupSums, level: RollupLevel): RollupSums {
  const higher = { sources: new RollupSources(), cells: new RollupCells(), sums: new SumTable(), labels }
  const numbers = lower.all.map(source => higher.sources.numberOf(sourceAt(level, source)))
  for (const [number, { source, code, bucket }] of cells.all.entries()) {
    const cell = higher.cells.numberOf(numbers[source] ?? 0, code, bucket)
    sums.forEachOf(number, (slot, label) => {
      higher.sums.addSlot(higher.sums.slotOf(cell, label), sums, slot)
    })
  }
  return higher
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

/** One row for each cell, in their order. */
function hoursOf({ sources, cells, sums, labels }: RollupSums): RollupRow[] {
  return cells.all.map(({ source: number, code, bucket }, cell) => {
    const source = sources.of(number)
    const total = sums.sumsOf(sums.slotOf(cell, totalLabel))
    const facets = facetsOf({ cell, level: source.level }, sums, labels)
    return { period: 'hours', bucket, source, code, sums: total, facets }
  })
}

/** A day has mostly one hour, which it shares everything with. */
function daysOf(hours: readonly RollupRow[], { cells }: RollupSums): RollupRow[] {
  const days: RollupRow[] = []
  const dayCells = new RollupCells()
  for (const [cell, { source, code, bucket }] of cells.all.entries()) {
    const hour = hours[cell]
    if (hour === undefined) continue
    const start = bucket - (bucket % dayMs)
    const number = dayCells.numberOf(source, code, start)
    const day = days[number]
    days[number] = day ? sumOf(day, hour) : { ...hour, period: 'days', bucket: start }
  }
  return days
}

function sumOf(day: RollupRow, hour: RollupRow): RollupRow {
  const facets =
    day.facets && hour.facets
      ? mergeFacets(day.facets, hour.facets, endpointsMax[day.source.level])
      : (day.facets ?? hour.facets)
  return { ...day, sums: addedSums(day.sums, hour.sums), facets }
}

function facetsOf(
  { cell, level }: { cell: number; level: RollupLevel },
  sums: SumTable,
  labels: RollupLabels,
): Buffer | null {
  const ranks = labels.ranks()
  const found: { slot: number; label: number; rank: number }[] = []
  sums.forEachOf(cell, (slot, label) => {
    if (label !== totalLabel) found.push({ slot, label, rank: ranks[label] ?? 0 })
  })
  if (found.length === 0) return null
  found.sort((one, other) => one.rank - other.rank)
  const packed = packFacets(
    found.map(({ slot, label }) => ({ name: labels.nameOf(label), sums: sums.sumsOf(slot) })),
  )
  const most = endpointsMax[level]
  return found.length > most ? mergeFacets(noFacets, packed, most) : packed
}
