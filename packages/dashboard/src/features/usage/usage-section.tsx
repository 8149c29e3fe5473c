import { Group, SegmentedControl, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { DownloadButton } from '../../connection/download-button.tsx'
import { Chart } from '../../shared/charts/chart.tsx'
import { Section } from '../../shared/section.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import { sumsAddress, type UsagePlace, usageQuery } from './usage-queries.ts'
import { type RangeName, rangeNames, rangeOf, usageRanges } from './usage-range.ts'
import styles from './usage-section.module.css'
import { outcomesWords, pointsOf, totalsOf, totalsWords } from './usage-sums.ts'

/** How much was asked in a period, against the one before: in a sentence, as a chart or a table, and as a file. */
export function UsageSection({
  place,
  range: name,
  onRange,
  table,
}: {
  place: UsagePlace
  range: RangeName
  onRange: (range: RangeName) => void
  table: { isTable: boolean; onTable: (isTable: boolean) => void }
}) {
  const zone = useZone()
  const range = rangeOf(name, useNow())
  const sums = useQuery(usageQuery(place, range))
  const totals = sums.data && totalsOf(sums.data, range)
  const outcomes = totals && outcomesWords(totals)
  const words = {
    title: `Requests by ${range.interval} in the last ${range.words}`,
    good: 'Accepted',
    bad: 'Refused',
    before: `In the ${range.words} before`,
  }
  return (
    <Section title="Requests" action={<RangeChoice range={name} onRange={onRange} />}>
      {sums.error ? (
        <CallProblem error={sums.error} onRetry={() => void sums.refetch()} />
      ) : (
        <>
          <Text className={styles.total}>{totals ? totalsWords(totals, range) : ' '}</Text>
          <Chart points={sums.data && pointsOf(sums.data, range, zone)} words={words} {...table} />
          <Group justify="space-between" gap="xs" mt="xs">
            <Text size="sm" c="dimmed">
              {outcomes ?? ' '}
            </Text>
            <DownloadButton path={sumsAddress(place, range)} name={`usage-${range.name}.csv`}>
              Export as CSV
            </DownloadButton>
          </Group>
        </>
      )}
    </Section>
  )
}

function RangeChoice({ range, onRange }: { range: RangeName; onRange: (range: RangeName) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Period"
      data={rangeNames.map(value => ({ value, label: usageRanges[value].words }))}
      value={range}
      onChange={value => onRange(rangeNames.find(each => each === value) ?? '7d')}
    />
  )
}
