import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { Section } from '../../shared/section.tsx'
import { callersOf } from './callers.ts'
import styles from './request-table.module.css'
import { RequestTable } from './request-table.tsx'
import { callersQuery } from './usage-queries.ts'

const callersMost = 8
const requestsMost = 5

/** Who presents a key, and what they asked last. */
export function CallerList({ keyId }: { keyId: string }) {
  const read = useQuery(callersQuery(keyId))
  if (read.error) return <CallProblem error={read.error} onRetry={() => void read.refetch()} />
  const callers = read.data && callersOf(read.data)
  return (
    <>
      <Section
        title="Callers"
        sentence="Programs and addresses in the last 200 requests, as far as they were told."
      >
        {callers?.length === 0 && <Text c="dimmed">Nobody yet.</Text>}
        {callers !== undefined && callers.length > 0 && (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Program</th>
                <th scope="col">Requests</th>
                <th scope="col">Refused</th>
                <th scope="col">Last seen</th>
              </tr>
            </thead>
            <tbody>
              {callers.slice(0, callersMost).map(({ id, ip, userAgent, requests, refused, lastSeenAt }) => (
                <tr key={id}>
                  <td>{ip ?? 'Not told'}</td>
                  <td data-column="program">{userAgent ?? 'Not told'}</td>
                  <td data-label="Requests">{requests}</td>
                  <td data-label="Refused">{refused}</td>
                  <td data-label="Last seen">
                    <InstantText at={lastSeenAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
      <Section title="Recent requests">
        {read.data?.length === 0 ? (
          <Text c="dimmed">None yet.</Text>
        ) : (
          <RequestTable events={read.data?.slice(0, requestsMost)} hasKeys={false} />
        )}
      </Section>
    </>
  )
}
