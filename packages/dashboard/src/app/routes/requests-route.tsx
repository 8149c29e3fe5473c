import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { IssuedTokenDialog } from '../../features/keys/issued-token-dialog.tsx'
import { refreshKeys } from '../../features/keys/key-queries.ts'
import { variableOf } from '../../features/keys/key-scene.ts'
import { RequestsPage } from '../../features/requests/requests-page.tsx'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { mayDecide } from '../may-decide.ts'
import { MissingPermission } from '../missing-permission.tsx'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/requests')

/** What members of an organization ask for, for those who may decide. */
export function RequestsRoute() {
  const place = organizationRoute.useLoaderData()
  const { show } = route.useSearch()
  const navigate = useNavigate()
  const [apiId, setApiId] = useState<string | null>(null)
  const [token, holdToken] = useHeldSecret()
  const may = mayDecide(place.session)
  if (!may.decideResets && !may.decideAccess) {
    return <MissingPermission place={place} title="Requests" permissions={['manage_keys', 'manage_users']} />
  }
  const api = place.apis.find(({ id }) => id === apiId)
  const { organization, session, apis } = place
  return (
    <>
      <RequestsPage
        scene={{
          organization,
          may,
          held: session.operator === null ? (session.permissions ?? []) : null,
          apiName: id => apis.find(each => each.id === id)?.name ?? 'Another API',
        }}
        shown={show ?? 'open'}
        onShow={shown =>
          void navigate({
            to: '/organizations/$organizationId/requests',
            params: { organizationId: organization.id },
            search: shown === 'open' ? {} : { show: shown },
          })
        }
        onIssued={issued => {
          void refreshKeys()
          setApiId(issued.apiId)
          holdToken(issued.token)
        }}
      />
      {token !== null && api && (
        <IssuedTokenDialog
          title="The new API key"
          token={token}
          variable={variableOf(api)}
          help={`/organizations/${organization.id}/apis/${api.id}/help`}
          isShownOnce={api.reveal === 'once'}
          onClose={() => holdToken(null)}
        />
      )}
    </>
  )
}
