import type { AuditEventView } from '@keyturn/contract/client'
import { Button, Code, Group, Skeleton, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { exactText } from '../../shared/instants.ts'
import { PersonName } from '../../shared/person-name.tsx'
import { useZone } from '../../shared/zone.tsx'
import styles from './audit-list.module.css'
import { type AuditPlace, auditQuery } from './audit-queries.ts'
import { actionWords, changedMembers } from './audit-words.ts'

/** What was changed and by whom, the newest first; each opens to show before and after. */
export function AuditList({ place }: { place: AuditPlace }) {
  const log = useInfiniteQuery(auditQuery(place))
  const events = log.data?.pages.flatMap(page => page.data)
  if (log.error) return <CallProblem error={log.error} onRetry={() => void log.refetch()} />
  if (events === undefined) return <Loading />
  if (events.length === 0) {
    return (
      <EmptyState title="Nothing was changed" sentence="Each change is written down here with its author." />
    )
  }
  return (
    <>
      <ol className={styles.list}>
        {events.map(event => (
          <li key={event.id}>
            <Change event={event} />
          </li>
        ))}
      </ol>
      {log.hasNextPage && (
        <Group justify="flex-end" mt="md">
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Older changes
          </Button>
        </Group>
      )}
    </>
  )
}

function Change({ event }: { event: AuditEventView }) {
  const { at, action, target, actor } = event
  return (
    <details className={styles.event}>
      <summary className={styles.summary}>
        <IconChevronRight size={16} aria-hidden className={styles.mark} />
        <span className={styles.what}>{actionWords(action)}</span>
        <span className={styles.target}>
          {target.type === 'member' ? <PersonName of={target} /> : target.name}
        </span>
        <span className={styles.who}>
          <PersonName of={actor} />
        </span>
        <span className={styles.when}>
          <InstantText at={at} />
        </span>
      </summary>
      <Details event={event} />
    </details>
  )
}

function Details({ event }: { event: AuditEventView }) {
  const zone = useZone()
  const { at, ip, userAgent, requestId, sequence, hash, target, details } = event
  const facts = [
    ['When', exactText(at, zone)],
    ['From', [ip, userAgent].filter(part => part !== null).join(', ') || 'Not told'],
    ['On', `${target.type} ${target.id}`],
    ['Request', requestId ?? 'None'],
    ['Link of the chain', `${sequence}, ${hash}`],
  ] as const
  return (
    <div className={styles.details}>
      <Changes details={details} />
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

function Changes({ details }: { details: AuditEventView['details'] }) {
  const zone = useZone()
  const told = (value: string) => (instantPattern.test(value) ? exactText(value, zone) : value)
  if (details === null)
    return <Text c="dimmed">What exactly was changed was erased with the organization.</Text>
  const changed = changedMembers(details)
  if (changed === null) {
    return Object.keys(details).length === 0 ? null : <Code block>{JSON.stringify(details, null, 2)}</Code>
  }
  return (
    <table className={styles.changes}>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{told(before)}</td>
            <td>{told(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const loadingRows = ['a', 'b', 'c', 'd', 'e', 'f']

function Loading() {
  return loadingRows.map(row => <Skeleton key={row} height={28} my={8} />)
}
