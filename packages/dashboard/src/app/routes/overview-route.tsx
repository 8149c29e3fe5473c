import { getRouteApi, Link } from '@tanstack/react-router'
import { consoleOf } from '../../features/apis/console.ts'
import { EmptyState } from '../../shared/empty-state.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import styles from './overview-route.module.css'

const route = getRouteApi('/signed-in/organizations/$organizationId')

/** Which APIs the organization has keys of, and where those are. */
export function OverviewRoute() {
  const { organization, menu } = route.useLoaderData()
  const apis = menu.flatMap(section => section.pages.flatMap(page => page.apis))
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
        {apis.map(api => {
          const { section, page } = consoleOf(api)
          return (
            <li key={api.id}>
              <Link
                className={styles.api}
                to="/organizations/$organizationId/apis/$apiId/keys"
                params={{ organizationId: organization.id, apiId: api.id }}
              >
                <span className={styles.name}>{api.name}</span>
                <span className={styles.where}>{section === null ? page : `${section} › ${page}`}</span>
                <code className={styles.prefix}>{api.prefix}_…</code>
              </Link>
            </li>
          )
        })}
      </ul>
    </>
  )
}
