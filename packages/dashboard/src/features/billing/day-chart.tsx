import { useQuery } from '@tanstack/react-query'
import { Chart } from '../../shared/charts/chart.tsx'
import { useTableKey } from '../../shared/charts/use-table-key.ts'
import { monthQuery } from './billing-queries.ts'
import { chartPoints, type DaySum } from './day-sums.ts'
import { dayWords, type Month, monthAfter } from './month.ts'

/** A month by day, with the month before for comparison. */
export function DayChart({
  organizationId,
  month,
  sums,
}: {
  organizationId: string
  month: Month
  sums: readonly DaySum[] | undefined
}) {
  const before = useQuery(monthQuery(organizationId, monthAfter(month, -1)))
  const { isTable, onTable } = useTableKey()
  return (
    <Chart
      points={sums && chartPoints(sums, before.data ?? [], dayWords)}
      words={{
        title: 'Verifications by day',
        good: 'Accepted',
        bad: 'Refused',
        before: 'Accepted a month earlier',
      }}
      isTable={isTable}
      onTable={onTable}
    />
  )
}
