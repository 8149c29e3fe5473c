import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { LoadingRows } from './loading-rows.tsx'
import styles from './plain-table.module.css'
import frame from './table.module.css'

export type PlainColumn<Row> = {
  id: string
  title: string
  cell: (row: Row) => ReactNode
  /** Where it stands in the card that a row is on a narrow screen; `wide`: it is left out there. */
  narrow: 'head' | 'corner' | 'body' | 'wide'
  /** Numbers stand under each other. */
  isNumber?: true
  /** Somebody has chosen the words, so that one may be wider than the column. That of the head is. */
  isChosen?: true
}

/** Rows on wide screens, cards on narrow ones. Undefined rows are on their way. */
export function PlainTable<Row>({
  label,
  columns,
  rows,
  idOf,
}: {
  label: string
  columns: readonly PlainColumn<Row>[]
  rows: readonly Row[] | undefined
  idOf: (row: Row) => string
}) {
  return (
    <table className={`${frame.table} ${styles.table}`} aria-label={label} aria-busy={rows === undefined}>
      <thead>
        <tr>
          {columns.map(({ id, title, isNumber, narrow }) => (
            <th key={id} scope="col" data-number={isNumber} data-narrow={narrow}>
              {narrow === 'corner' ? <VisuallyHidden>{title}</VisuallyHidden> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows === undefined && <LoadingRows columns={columns.length} count={4} />}
        {rows?.map(row => (
          <tr key={idOf(row)} data-row={idOf(row)}>
            {columns.map(({ id, title, cell, narrow, isNumber, isChosen }) => (
              <td
                key={id}
                data-narrow={narrow}
                data-number={isNumber}
                data-chosen={isChosen}
                data-title={title}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
