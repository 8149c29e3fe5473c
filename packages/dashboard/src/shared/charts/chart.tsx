import { Button, Skeleton } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import styles from './chart.module.css'
import { type ChartPoint, type ChartWords, count } from './chart-data.ts'

const BarChart = lazy(() => import('./bar-chart.tsx').then(file => ({ default: file.BarChart })))

/** Figures over time as bars, or as the table that they are. `points` are awaited while undefined. */
export function Chart({
  points,
  words,
  isTable,
  onTable,
}: {
  points: readonly ChartPoint[] | undefined
  words: ChartWords
  isTable: boolean
  onTable: (isTable: boolean) => void
}) {
  const waiting = <Skeleton className={styles.waiting} />
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.legend}>
          <span className={styles.entry} data-series="good">
            {words.good}
          </span>
          <span className={styles.entry} data-series="bad">
            {words.bad}
          </span>
          <span className={styles.entry} data-series="before">
            {words.before}
          </span>
        </span>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={isTable ? <IconChartBar size={16} /> : <IconTable size={16} />}
          onClick={() => onTable(!isTable)}
        >
          {isTable ? 'Show the chart' : 'Show as a table'}
        </Button>
      </figcaption>
      {points === undefined ? (
        waiting
      ) : isTable ? (
        <ChartTable points={points} words={words} />
      ) : (
        <Suspense fallback={waiting}>
          <BarChart points={points} words={words} />
        </Suspense>
      )}
    </figure>
  )
}

function ChartTable({ points, words }: { points: readonly ChartPoint[]; words: ChartWords }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroll} aria-label={words.title} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">{words.good}</th>
            <th scope="col">{words.bad}</th>
            <th scope="col">{words.before}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ label, good, bad, before }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{count(good)}</td>
              <td>{count(bad)}</td>
              <td>{before === null ? '' : count(before)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
