import type { KeyView } from '@keyturn/contract/client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { apisQuery } from '../../../features/apis/api-queries.ts'
import { FoundKeysPage } from '../../../features/keys/found-keys-page.tsx'
import { organizationQuery } from '../../../features/organizations/organization-queries.ts'
import { readFoundKeysFilter } from '../../read-installation-filters.ts'
import styles from './installation.module.css'

const route = getRouteApi('/signed-in/installation/keys')

export function FoundKeysRoute() {
  const filter = readFoundKeysFilter(route.useSearch())
  const navigate = useNavigate()
  const { data: apis = [] } = useQuery(apisQuery)
  return (
    <FoundKeysPage
      apis={apis}
      filter={filter}
      onFilter={search => void navigate({ to: '/installation/keys', search })}
      keyLink={found => <KeyLink found={found} />}
      organizationLink={organizationId => <OrganizationLink organizationId={organizationId} />}
    />
  )
}

/** To where the key is among those of its organization. */
function KeyLink({ found }: { found: KeyView }) {
  const { organizationId, apiId, start, environment } = found
  return (
    <Link
      to="/organizations/$organizationId/apis/$apiId/keys"
      params={{ organizationId, apiId }}
      search={{ search: start, ...(environment === 'live' ? {} : { environment }) }}
      className={styles.name}
    >
      {found.name}
    </Link>
  )
}

function OrganizationLink({ organizationId }: { organizationId: string }) {
  const { data } = useQuery(organizationQuery(organizationId))
  return (
    <Link
      to="/installation/organizations/$customerId"
      params={{ customerId: organizationId }}
      className={styles.link}
    >
      {data?.name ?? '…'}
    </Link>
  )
}
