import type { ApiView } from '@keyturn/contract/client'
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { consoleOf, isEntrusted } from '../features/apis/console.ts'
import type { KeyScene } from '../features/keys/key-scene.ts'
import { mayOneOf } from '../features/sessions/session.ts'
import type { Place } from './frame/place.ts'
import { usePermissions } from './read-usage-search.ts'

/** Puts together what the pages about keys of one API stand on. */
export function makeScene(place: Place, api: ApiView): KeyScene {
  const { page, form, fieldLabel, submitLabel, display, requires } = consoleOf(api)
  const may = (...permissions: string[]) => mayOneOf(place.session, permissions)
  const isOwn = isEntrusted({ requires }, place.session.permissions ?? [])
  const { environment, organization } = place
  // The vendor's staff looks at a customer's token on purpose, or not at all.
  const isOfVendor = place.session.operator !== null
  return {
    api,
    organization,
    environment: environment !== null && api.environments.includes(environment) ? environment : null,
    look: { title: page, form, fieldLabel, submitLabel, display: isOfVendor ? 'masked' : display },
    may: {
      manage: isOwn || may('manage_keys'),
      reveal: isOwn || may('reveal_keys'),
      seeUse: may(...usePermissions),
      seeAudit: may('view_logs'),
    },
    help: `/organizations/${organization.id}/apis/${api.id}/help`,
    linkTo: key => <KeyLink organizationId={organization.id} shown={{ ...key, apiId: api.id }} />,
  }
}

/** The name of a key, which leads to its page. */
export function KeyLink({
  organizationId,
  shown,
}: {
  organizationId: string
  shown: { id: string; name: string; apiId: string; environment: string }
}) {
  const { id, name, apiId, environment } = shown
  return (
    <Anchor
      c="inherit"
      renderRoot={props => (
        <Link
          {...props}
          to="/organizations/$organizationId/apis/$apiId/keys/$keyId"
          params={{ organizationId, apiId, keyId: id }}
          search={environmentSearch(environment)}
        />
      )}
    >
      {name}
    </Anchor>
  )
}

/** Production is what an address without an environment is about. */
export function environmentSearch(environment: string | null): { environment?: string } {
  return environment === null || environment === 'live' ? {} : { environment }
}
