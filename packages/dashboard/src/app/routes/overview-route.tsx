import type { ApiView } from '@keyturn/contract/client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { consoleOf } from '../../features/apis/console.ts'
import { keyCountQuery } from '../../features/keys/key-queries.ts'
import { mayOneOf } from '../../features/sessions/session.ts'
import { perApiQuery } from '../../features/usage/usage-queries.ts'
import { rangeOf } from '../../features/usage/usage-range.ts'
import { EmptyState } from '../../shared/empty-state.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { countWords } from '../../shared/quantities.ts'
import { useNow } from '../../shared/use-now.ts'
import type { Place } from '../frame/place.ts'
import { usePermissions } from '../read-usage-search.ts'
import styles from './overview-route.module.css'

const route = getRouteApi('/signed-in/organizations/$organizationId')

/** Which APIs the organization has keys of, where those are, and how much they are used. */
export function OverviewRoute() {
  const place = route.useLoaderData()
  const { organization, menu } = place
  const apis = menu.flatMap(section => section.pages.flatMap(page => page.apis))
  const requestsOf = useRequests(place)
  return (
    <>
      <PageHeader title="Overview" purpose={`What ${organization.name} has API keys for.`} />
      {apis.length === 0 && (
        <EmptyState
          title="Nothing to see here yet"
          sentence="There is no API whose keys you may see. Somebody who manages the people of your organization can change that."
        />
      )}
      <ul className={styles.apis}>
        {apis.map(api => (
          <li key={api.id}>
            <Link
              className={styles.api}
              to="/organizations/$organizationId/apis/$apiId/keys"
              params={{ organizationId: organization.id, apiId: api.id }}
            >
              <span className={styles.name}>{api.name}</span>{' '}
              <span className={styles.where}>{whereOf(api)}</span>{' '}
              <span className={styles.figure}>
                <KeyCount place={place} api={api} />
              </span>{' '}
              <span className={styles.figure}>{requestsOf(api)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function whereOf(api: ApiView): string {
  const { section, page } = consoleOf(api)
  return section === null ? page : `${section} › ${page}`
}

/** What keeps the line of figures that are on their way. */
const space = '\u00a0'

/** In words, for who may see what keys were used for. */
function useRequests({ organization, environment, session }: Place): (api: ApiView) => string {
  const mayAsk = mayOneOf(session, usePermissions)
  const asked = { organizationId: organization.id, ...(environment === null ? {} : { environment }) }
  const { data } = useQuery({
    ...perApiQuery(asked, rangeOf('7d', useNow())),
    enabled: mayAsk,
  })
  if (!mayAsk) return () => ''
  return ({ id }) => (data === undefined ? space : `${countWords(data.get(id) ?? 0, 'request')} in 7 days`)
}

function KeyCount({ place: { organization, environment }, api }: { place: Place; api: ApiView }) {
  const isHere = environment !== null && api.environments.includes(environment)
  const asked = { organizationId: organization.id, apiId: api.id, environment: isHere ? environment : null }
  const { data } = useQuery(keyCountQuery(asked, {}))
  if (data === undefined) return space
  return data.hasMore ? `more than ${countWords(data.count, 'key')}` : countWords(data.count, 'key')
}
