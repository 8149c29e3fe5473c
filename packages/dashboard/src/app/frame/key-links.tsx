import type { KeyView } from '@keyturn/contract/client'
import { Anchor, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { mayOneOf } from '../../features/sessions/session.ts'
import { environmentSearch } from '../make-scene.tsx'
import { usePermissions } from '../read-usage-search.ts'
import type { Place } from './place.ts'

const pages = [
  { to: '/organizations/$organizationId/usage', words: 'Usage reports' },
  { to: '/organizations/$organizationId/logs', words: 'Transaction logs' },
] as const

/** From the page of the one key to more about it, and to what was done with the keys of that API. */
export function KeyLinks({ place, shown }: { place: Place; shown: KeyView }) {
  const { id: keyId, apiId } = shown
  const params = { organizationId: place.organization.id, apiId, keyId }
  return (
    <Group gap="lg" mt="md">
      {mayOneOf(place.session, usePermissions) &&
        pages.map(({ to, words }) => (
          <Anchor
            key={to}
            size="md"
            renderRoot={props => <Link {...props} to={to} params={params} search={{ api: apiId }} />}
          >
            {words}
          </Anchor>
        ))}
      <Anchor
        size="md"
        renderRoot={props => (
          <Link
            {...props}
            to="/organizations/$organizationId/apis/$apiId/keys/$keyId"
            params={params}
            search={environmentSearch(shown.environment)}
          />
        )}
      >
        Addresses, rotation and history
      </Anchor>
    </Group>
  )
}
