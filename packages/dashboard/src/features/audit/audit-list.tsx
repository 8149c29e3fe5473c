import type { AuditEventView } from '@keyturn/contract/client'
import { Button, Group, Skeleton, Text } from '@mantine/core'
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
import { actionWords, targetName } from './audit-words.ts'
import { type Changed, changedMembers, none, type Reading, toldFacts } from './detail-words.ts'

/** What was changed and by whom, the newest first; each opens to show before and after. */
export function AuditList({ place, apis }: { place: AuditPlace; apis: Reading['apis'] }) {
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
            <Change event={event} apis={apis} />
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

type EventProps = { event: AuditEventView; apis: Reading['apis'] }

function Change({ event, apis }: EventProps) {
  const { at, action, target, actor } = event
  const name = targetName(event)
  return (
    <details className={styles.event}>
      <summary className={styles.summary}>
        <IconChevronRight size={16} aria-hidden className={styles.mark} />
        <span className={styles.what}>{actionWords(action)}</span>
        <span className={styles.target}>
          {name ?? (target.type === 'member' && <PersonName of={target} />)}
        </span>
        <span className={styles.who}>
          <PersonName of={actor} />
        </span>
        <span className={styles.when}>
          <InstantText at={at} />
        </span>
      </summary>
      <Details event={event} apis={apis} />
    </details>
  )
}

function Details({ event, apis }: EventProps) {
  const zone = useZone()
  const reading = { zone, apis }
  const { at, ip, userAgent, requestId, sequence, hash, target, details } = event
  const facts = [
    { label: 'When', value: exactText(at, zone) },
    { label: 'From', value: [ip, userAgent].filter(part => part !== null).join(', ') || 'Not told' },
    { label: 'On', value: `${target.type.replaceAll('_', ' ')} ${target.id}` },
    { label: 'Request', value: requestId ?? 'None' },
    { label: 'Link of the chain', value: `${sequence}, ${hash}` },
  ]
  return (
    <div className={styles.details}>
      {details === null ? (
        <Text c="dimmed">What exactly was changed was erased with the organization.</Text>
      ) : (
        <>
          <Changes changed={changedMembers(details, reading)} />
          <Facts facts={toldFacts(details, reading)} />
        </>
      )}
      <Facts facts={facts} />
    </div>
  )
}

function Facts({ facts }: { facts: readonly { label: string; value: string }[] }) {
  if (facts.length === 0) return null
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Changes({ changed }: { changed: readonly Changed[] | null }) {
  if (changed === null || changed.length === 0) return null
  return (
    <table className={styles.changes}>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ name, label, before, after }) => (
          <tr key={name}>
            <th scope="row">{label}</th>
            <td data-title="Before">{before ?? <None />}</td>
            <td data-title="After">{after ?? <None />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Dimmed, because people write this word too. */
function None() {
  return <span className={styles.none}>{none}</span>
}

const loadingRows = ['a', 'b', 'c', 'd', 'e', 'f']

function Loading() {
  return loadingRows.map(row => <Skeleton key={row} height={28} my={8} />)
}
