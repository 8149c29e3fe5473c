import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AuditPage } from '../../features/audit/audit-page.tsx'
import { keyPermissions, mayOneOf } from '../../features/sessions/session.ts'
import { MissingPermission } from '../missing-permission.tsx'
import { readTarget } from '../read-target.ts'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/audit')

/** Every change in an organization. */
export function AuditRoute() {
  const place = organizationRoute.useLoaderData()
  const { target = null } = readTarget(route.useSearch())
  const navigate = useNavigate()
  if (!mayOneOf(place.session, ['view_logs'])) {
    return <MissingPermission place={place} title="Audit log" permissions={['view_logs']} />
  }
  return (
    <AuditPage
      organization={place.organization}
      apis={place.apis}
      findsKeys={mayOneOf(place.session, keyPermissions)}
      targetId={target}
      onTarget={chosen =>
        void navigate({ to: '.', search: before => ({ ...before, target: chosen ?? undefined }) })
      }
    />
  )
}
