import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { count } from './chart-data.ts'
import styles from './ranking.module.css'

export type Ranked = { id: string; name: ReactNode; good: number; bad: number }

/** What there is most of, first: a table whose rows are as long as their figures. */
export function Ranking({
  rows,
  words,
}: {
  rows: readonly Ranked[] | undefined
  words: { name: string; good: string; bad: string; nothing: string }
}) {
  if (rows === undefined) return <Skeleton height={160} />
  if (rows.length === 0) return <Text c="dimmed">{words.nothing}</Text>
  const highest = Math.max(...rows.map(({ good, bad }) => good + bad))
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col" className={styles.share}>
            <VisuallyHidden>Share</VisuallyHidden>
          </th>
          <th scope="col">{words.good}</th>
          <th scope="col">{words.bad}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, good, bad }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td className={styles.share}>
              <svg width="100%" height="8" aria-hidden="true">
                <rect className={styles.good} width={`${(good / highest) * 100}%`} height="8" />
                <rect
                  className={styles.bad}
                  x={`${(good / highest) * 100}%`}
                  width={`${(bad / highest) * 100}%`}
                  height="8"
                />
              </svg>
            </td>
            <td>{count(good)}</td>
            <td>{count(bad)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
