import type { SystemServer } from '@keyturn/contract/client'
import { Badge, Text } from '@mantine/core'
import { InstantText } from '../../shared/instant-text.tsx'
import { type PlainColumn, PlainTable } from '../../shared/plain-table.tsx'
import { bytesText, millisecondsText } from '../../shared/quantities.ts'
import { StatusText, type Tone } from '../../shared/status-text.tsx'
import styles from './health-page.module.css'
import { journalWords } from './health-words.ts'

const states: Record<SystemServer['state'], { tone: Tone; text: string }> = {
  serving: { tone: 'good', text: 'Serving' },
  not_ready: { tone: 'bad', text: 'Not ready' },
  silent: { tone: 'warning', text: 'Silent' },
}

const unknown = (
  <Text span c="dimmed">
    –
  </Text>
)

const columns: PlainColumn<SystemServer>[] = [
  {
    id: 'server',
    title: 'Server',
    narrow: 'head',
    cell: ({ id, answering, startedAt }) => (
      <>
        <code className={styles.id} title={id}>
          …{id.slice(-10)}
        </code>
        {answering && (
          <Badge size="sm" ml="xs">
            Answers this page
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {startedAt === null ? (
            'Start unknown'
          ) : (
            <>
              Started <InstantText at={startedAt} />
            </>
          )}
        </Text>
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    narrow: 'body',
    cell: ({ state, reportedAt }) => (
      <div>
        <StatusText tone={states[state].tone}>{states[state].text}</StatusText>
        {state === 'silent' && reportedAt !== null && (
          <Text size="sm" c="dimmed">
            Last heard of <InstantText at={reportedAt} />
          </Text>
        )}
      </div>
    ),
  },
  { id: 'version', title: 'Version', narrow: 'body', cell: ({ version }) => version || unknown },
  {
    id: 'lease',
    title: 'Lease left',
    narrow: 'body',
    cell: ({ lease }) => (lease === null ? unknown : <Lease {...lease} />),
  },
  {
    id: 'feed',
    title: 'Changes seen',
    narrow: 'body',
    isNumber: true,
    cell: ({ lease }) => (lease === null ? unknown : `${millisecondsText(lease.behindMs)} ago`),
  },
  {
    id: 'journal',
    title: 'Usage not stored yet',
    narrow: 'body',
    isNumber: true,
    cell: ({ figures }) => (figures === null ? unknown : journalWords(figures)),
  },
  {
    id: 'database',
    title: 'Database',
    narrow: 'body',
    isNumber: true,
    cell: ({ figures, state }) =>
      figures === null || state === 'silent' ? unknown : millisecondsText(figures.databaseLatencyMs),
  },
  {
    id: 'secrets',
    title: 'Secrets in memory',
    narrow: 'body',
    isNumber: true,
    cell: ({ figures, state }) =>
      figures === null || state === 'silent' ? (
        unknown
      ) : (
        <span title={bytesText(figures.decidingBytes)}>{figures.secrets.toLocaleString('en')}</span>
      ),
  },
]

/** A row for each server; of a silent one what it said last, as far as that still counts. */
export function ServerTable({ servers }: { servers: readonly SystemServer[] }) {
  return <PlainTable label="Servers" columns={columns} rows={servers} idOf={({ id }) => id} />
}

/** Full right after a renewal; empty, the server decides nothing. */
function Lease({ remainingMs, lengthMs }: { remainingMs: number; lengthMs: number }) {
  const part = Math.max(0, Math.min(1, remainingMs / lengthMs))
  const text = `${millisecondsText(remainingMs)} of ${millisecondsText(lengthMs)}`
  return (
    <span className={styles.lease}>
      <svg width="60" height="6" viewBox="0 0 60 6" aria-hidden>
        <rect className={styles.leaseLength} width="60" height="6" rx="3" />
        <rect className={styles.leaseLeft} width={60 * part} height="6" rx="3" />
      </svg>
      {text}
    </span>
  )
}
