import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { consoleOf } from '../../features/apis/console.ts'
import type { KeyScene } from '../../features/keys/key-scene.ts'
import type { Portal } from './open-portal.ts'

/** What the pages about keys stand on in a portal. */
export function makePortalScene({ session, organization, api, environment }: Portal): KeyScene {
  const { page, form, fieldLabel, submitLabel, display } = consoleOf(api)
  const { permissions } = session
  return {
    api,
    organization,
    environment,
    look: { title: page, form, fieldLabel, submitLabel, display },
    may: {
      manage: permissions.includes('manage_keys'),
      reveal: permissions.includes('reveal_keys'),
      seeUse: permissions.includes('view_logs'),
      // Who changed what is for members: it names them.
      seeAudit: false,
    },
    help: null,
    linkTo: ({ id, name }) => (
      <Anchor
        c="inherit"
        renderRoot={props => (
          <Link
            {...props}
            to="/portal/$apiId/$portalSessionId/keys/$keyId"
            params={{ apiId: api.id, portalSessionId: session.id, keyId: id }}
          />
        )}
      >
        {name}
      </Anchor>
    ),
  }
}
