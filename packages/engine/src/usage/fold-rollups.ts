import type { RollupLevel } from '../storage/tables.ts'
import type { RollupPeriod, RollupRow, RollupSource } from '../storage/usage-sink.ts'
import type { EndpointNames } from './endpoint-names.ts'
import { type RollupCell, RollupCells, RollupSources } from './rollup-cells.ts'
import { otherLabel, type RollupLabels } from './rollup-labels.ts'
import { SumTable } from './sum-table.ts'

export type RollupSums = {
  /** Of keys. */
  sources: RollupSources
  /** By hour. */
  cells: RollupCells
  sums: SumTable
  labels: RollupLabels
  names: EndpointNames
}

const dayMs = 86_400_000
const levels: readonly RollupLevel[] = ['key', 'organization', 'api']

/** The rows that sums of keys by hour become: by hour and by day, on all levels, each place once. */
export function foldRollups(input: RollupSums): RollupRow[] {
  return levels.flatMap(level => {
    const sources = new RollupSources()
    const hours = { cells: new RollupCells(), sums: new SumTable() }
    const days = { cells: new RollupCells(), sums: new SumTable() }
    for (const [number, cell] of input.cells.all.entries()) {
      const known = input.sources.of(cell.source)
      if (known === undefined) continue
      const source = sources.numberOf(sourceAt(level, known))
      const hour = hours.cells.numberOf(source, cell.code, cell.bucket)
      const day = days.cells.numberOf(source, cell.code, cell.bucket - (cell.bucket % dayMs))
      const labelOf = countedLabels(input, sources.of(source), cell)
      input.sums.forEachOf(number, (slot, label) => {
        const counted = labelOf(label)
        hours.sums.addSlot(hours.sums.slotOf(hour, counted), input.sums, slot)
        days.sums.addSlot(days.sums.slotOf(day, counted), input.sums, slot)
      })
    }
    return [
      ...rowsOf('hours', { ...hours, sources, labels: input.labels }),
      ...rowsOf('days', { ...days, sources, labels: input.labels }),
    ]
  })
}

function sourceAt(
  level: RollupLevel,
  { organizationId, apiId, keyId, environment }: RollupSource,
): RollupSource {
  return {
    level,
    organizationId: level === 'api' ? '' : organizationId,
    apiId,
    keyId: level === 'key' ? keyId : '',
    environment,
  }
}

/** Says which label a label counts as. */
function countedLabels(
  { names, labels }: RollupSums,
  source: RollupSource | undefined,
  { bucket }: RollupCell,
): (label: number) => number {
  if (source === undefined) return label => label
  const admits = names.admissionOf(source, bucket)
  return label => {
    const { facet, value } = labels.of(label)
    return facet !== 'endpoint' || admits(value) ? label : otherLabel
  }
}

function rowsOf(
  period: RollupPeriod,
  { sources, cells, sums, labels }: Omit<RollupSums, 'names'>,
): RollupRow[] {
  const rows: RollupRow[] = []
  for (const [number, { source: sourceNumber, code, bucket }] of cells.all.entries()) {
    const source = sources.of(sourceNumber)
    if (source === undefined) continue
    sums.forEachOf(number, (slot, label) => {
      const { facet, value } = labels.of(label)
      rows.push({ period, bucket, source, code, facet, value, ...sums.measuresOf(slot) })
    })
  }
  return rows
}
