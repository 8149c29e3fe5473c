import type { System, SystemFinding } from '@keyturn/contract/client'
import { Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { StatusText, type Tone } from '../../shared/status-text.tsx'
import styles from './health-page.module.css'
import { databaseWords, encryptionWords, mailWords, stateWords } from './health-words.ts'
import { ServerTable } from './server-table.tsx'
import { systemQuery } from './system-queries.ts'

/** How the installation is, in sentences that say what to do. */
export function HealthPage() {
  const { data, error, refetch } = useQuery(systemQuery)
  return (
    <>
      <PageHeader
        title="System health"
        purpose="Every server, and what they share. It is read again every few seconds."
      />
      <CallProblem error={error} onRetry={() => void refetch()} />
      {data === undefined && !error && <Loading />}
      {data !== undefined && <Health system={data} isStale={error !== null} />}
    </>
  )
}

const order = { serious: 0, warning: 1, ok: 2 } as const
const tones: Record<SystemFinding['state'], Tone> = { ok: 'good', warning: 'warning', serious: 'bad' }

function Health({ system, isStale }: { system: System; isStale: boolean }) {
  const findings = [...system.findings].sort((left, right) => order[left.state] - order[right.state])
  const open = findings.filter(({ state }) => state !== 'ok')
  const fine = findings.filter(({ state }) => state === 'ok')
  return (
    <>
      <div className={styles.state} data-state={system.state}>
        <Text fw={600} role="status">
          <StatusText tone={tones[system.state]}>{stateWords(system)}</StatusText>
        </Text>
        {isStale && <Text c="dimmed">As it was when it could last be read.</Text>}
      </div>
      {open.length > 0 && (
        <ul className={styles.findings} aria-label="What to look after">
          {open.map(({ check, state, sentence, advice }) => (
            <li key={`${check} ${sentence}`} className={styles.finding} data-state={state}>
              <Text fw={500}>{sentence}</Text>
              {advice !== null && <Text c="dimmed">{advice}</Text>}
            </li>
          ))}
        </ul>
      )}
      <dl className={styles.facts}>
        <Fact name="Database" {...databaseWords(system)} />
        <Fact name="Encryption" {...encryptionWords(system)} />
        <Fact name="Mail" {...mailWords(system)} />
      </dl>
      <Title order={2} mb="xs">
        Servers
      </Title>
      <ServerTable servers={system.servers} />
      <Title order={2} mt="xl" mb="xs">
        What is as it should be
      </Title>
      <ul className={styles.fine}>
        {fine.map(({ check, sentence }) => (
          <li key={`${check} ${sentence}`}>
            <StatusText tone="good">{sentence}</StatusText>
          </li>
        ))}
      </ul>
    </>
  )
}

function Fact({ name, value, more }: { name: string; value: string; more: string }) {
  return (
    <div>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        {value}
        <Text size="sm" c="dimmed">
          {more}
        </Text>
      </dd>
    </div>
  )
}

function Loading() {
  return (
    <div aria-busy>
      <Skeleton height={48} mb="lg" />
      <Skeleton height={72} mb="lg" />
      <Skeleton height={120} />
    </div>
  )
}
