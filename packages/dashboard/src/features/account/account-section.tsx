import { Skeleton, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { type Described, DescribedSection } from '../../shared/described-section.tsx'
import styles from './account-section.module.css'

/** One matter of the account: what it is beside what there is of it. */
export function AccountSection(props: Described) {
  return <DescribedSection className={styles.section} mt={4} {...props} />
}

/** What was read, once it is there. Its place is kept until then. */
export function Loaded<Data>({
  query,
  height,
  children,
}: {
  query: UseQueryResult<Data>
  height: number
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <CallProblem error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton height={height} />
}

/** One of several: what it is, what is to be known of it, and what can be done with it. */
export function AccountItem({
  name,
  facts,
  actions,
}: {
  name: ReactNode
  facts: ReactNode
  actions?: ReactNode
}) {
  return (
    <li className={styles.item}>
      <div className={styles.words}>
        <Text fw={500}>{name}</Text>
        <Text size="sm" c="dimmed" component="div">
          {facts}
        </Text>
      </div>
      <div className={styles.actions}>{actions}</div>
    </li>
  )
}

export function AccountList({ children }: { children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>
}

export function AccountForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}
