import type { UsageEventView } from '@keyturn/contract/client'
import { Badge, Text } from '@mantine/core'
import { exactText, secondText } from '../../shared/instants.ts'
import { LoadingRows } from '../../shared/loading-rows.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { useZone } from '../../shared/zone.tsx'
import styles from './request-table.module.css'
import { outcomeOf, verdictOf } from './verdict-words.ts'

export type NamedApi = { id: string; name: string }

/** Requests one by one: rows on wide screens, cards on narrow ones. */
export function RequestTable({
  events,
  hasKeys,
  apis = [],
}: {
  events: readonly UsageEventView[] | undefined
  /** Whether the requests are of several keys. */
  hasKeys: boolean
  /** Those that the keys may be of, where that is not clear: keys of two may have one name. */
  apis?: readonly NamedApi[]
}) {
  const zone = useZone()
  return (
    <table className={styles.table} aria-busy={events === undefined}>
      <caption>Requests, the newest first. Times are in {zone}.</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Verdict</th>
          <th scope="col">Request</th>
          {hasKeys && <th scope="col">Key</th>}
          <th scope="col">From</th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      <tbody>
        {events === undefined && <LoadingRows columns={hasKeys ? 6 : 5} count={6} />}
        {events?.map(event => (
          <tr key={event.id}>
            <td data-column="when">
              <time dateTime={event.at} title={exactText(event.at, zone)}>
                {secondText(event.at, zone)}
              </time>
            </td>
            <td data-column="verdict">
              <Verdict event={event} />
            </td>
            <td data-column="request">
              <code>{requestText(event)}</code>
            </td>
            {hasKeys && (
              <td data-column="key">
                <Key event={event} apis={apis} />
              </td>
            )}
            <td data-column="from">
              <Caller event={event} />
            </td>
            <td data-column="answer" data-label="Answer">
              {outcomeOf(event) ?? (
                <Text span c="dimmed">
                  Not told
                </Text>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Verdict({ event }: { event: UsageEventView }) {
  const { tone, text } = verdictOf(event.code)
  return <StatusText tone={tone}>{event.count > 1 ? `${text} × ${event.count}` : text}</StatusText>
}

function Key({
  event: { keyName, apiId, environment },
  apis,
}: {
  event: UsageEventView
  apis: readonly NamedApi[]
}) {
  const api = apis.find(({ id }) => id === apiId)
  return (
    <>
      <span>{keyName ?? 'None'}</span>
      {environment !== null && environment !== 'live' && (
        <Badge size="sm" ml={6}>
          {environment}
        </Badge>
      )}
      {api && (
        <Text size="sm" c="dimmed">
          {api.name}
        </Text>
      )}
    </>
  )
}

function Caller({ event: { ip, country, userAgent } }: { event: UsageEventView }) {
  return (
    <>
      <span>{[ip ?? 'Not told', country].filter(each => each !== null).join(', ')}</span>
      {userAgent !== null && (
        <Text size="sm" c="dimmed" lineClamp={1} title={userAgent}>
          {userAgent}
        </Text>
      )}
    </>
  )
}

function requestText({ method, path }: UsageEventView): string {
  const text = [method, path].filter(part => part !== null).join(' ')
  return text === '' ? 'Not told' : text
}
