import { Skeleton } from '@mantine/core'
import styles from './billing-page.module.css'
import { type DaySum, totalOf } from './day-sums.ts'
import { dayWords } from './month.ts'

/** Each day of a month, the newest first, and their sum; undefined while they are on their way. */
export function DayTable({ sums }: { sums: readonly DaySum[] | undefined }) {
  if (sums === undefined) return <Skeleton height={320} />
  const total = totalOf(sums)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Accepted</th>
          <th scope="col">Refused</th>
          <th scope="col">Credits</th>
        </tr>
      </thead>
      <tbody>
        {sums.toReversed().map(({ day, accepted, refused, credits }) => (
          <tr key={day}>
            <th scope="row">{dayWords(day)}</th>
            <Figure value={accepted} />
            <Figure value={refused} />
            <Figure value={credits} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Month</th>
          <td>{total.accepted.toLocaleString('en')}</td>
          <td>{total.refused.toLocaleString('en')}</td>
          <td>{total.credits.toLocaleString('en')}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function Figure({ value }: { value: number }) {
  return <td className={value === 0 ? styles.none : undefined}>{value.toLocaleString('en')}</td>
}
