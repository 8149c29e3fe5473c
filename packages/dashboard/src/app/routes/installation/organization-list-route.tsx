import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { OrganizationListPage } from '../../../features/organizations/organization-list-page.tsx'
import { readOrganizationFilter } from '../../read-installation-filters.ts'
import styles from './installation.module.css'

const route = getRouteApi('/signed-in/installation/organizations')

export function OrganizationListRoute() {
  const filter = readOrganizationFilter(route.useSearch())
  const navigate = useNavigate()
  return (
    <OrganizationListPage
      filter={filter}
      onFilter={search => void navigate({ to: '/installation/organizations', search })}
      settingsLink={({ id, name }) => (
        <Link
          to="/installation/organizations/$customerId"
          params={{ customerId: id }}
          className={styles.name}
        >
          {name}
        </Link>
      )}
      openLink={({ id, name }) => (
        <Link
          to="/organizations/$organizationId"
          params={{ organizationId: id }}
          className={styles.link}
          aria-label={`Open the pages of ${name}`}
        >
          Open
        </Link>
      )}
      onCreated={({ id }) =>
        void navigate({ to: '/installation/organizations/$customerId', params: { customerId: id } })
      }
    />
  )
}
