import type { KeyView } from '@keyturn/contract/client'
import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import type { Versioned } from '../../connection/versioned.ts'
import { consoleOf } from '../../features/apis/console.ts'
import { KeyHead } from '../../features/keys/key-head.tsx'
import { KeyPageActions } from '../../features/keys/key-page-actions.tsx'
import { keyQuery } from '../../features/keys/key-queries.ts'
import type { KeyScene } from '../../features/keys/key-scene.ts'
import { useIssuedToken } from '../../features/keys/use-issued-token.tsx'
import { mayOneOf } from '../../features/sessions/session.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { environmentsOf } from '../environments.ts'
import { KeyTabs } from '../frame/key-tabs.tsx'
import { KeyPanel } from '../key-panel.tsx'
import { environmentSearch, makeScene } from '../make-scene.tsx'
import { MissingPermission } from '../missing-permission.tsx'
import { readKeyView } from '../read-key-view.ts'
import { resetRequestsOf } from '../reset-requests.tsx'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/apis/$apiId/keys/$keyId')

/** The page of one key. */
export function KeyRoute() {
  const place = organizationRoute.useLoaderData()
  const { apiId, keyId } = route.useParams()
  const api = place.apis.find(each => each.id === apiId)
  const scene = useMemo(() => (api === undefined ? null : makeScene(place, api)), [place, api])
  const read = useQuery(keyQuery(keyId))
  if (scene === null) return <MissingPermission place={place} title="This API" permissions={[]} />
  const { requires, page } = consoleOf(scene.api)
  if (!mayOneOf(place.session, requires)) {
    return <MissingPermission place={place} title={page} permissions={requires} />
  }
  if (read.error && !read.data) return <NoKey error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Skeleton height={64} maw={640} />
  const shown = read.data.value
  // Another organization's or API's key has its page there, and production must never look like a sandbox.
  if (shown.apiId !== apiId || shown.organizationId !== place.organization.id) return <NoKey error={null} />
  const isReachable = environmentsOf(place.apis).includes(shown.environment)
  if (isReachable && place.environment !== shown.environment) {
    return <Navigate to="." search={before => ({ ...before, environment: environmentOf(shown) })} replace />
  }
  return <Page key={keyId} scene={scene} read={read.data} />
}

function environmentOf({ environment }: KeyView): string | undefined {
  return environmentSearch(environment).environment
}

function Page({ scene, read }: { scene: KeyScene; read: Versioned<KeyView> }) {
  const { value: target } = read
  const navigate = useNavigate()
  const { tab = 'overview' } = readKeyView(route.useSearch())
  const issued = useIssuedToken(scene)
  const resets = resetRequestsOf(organizationRoute.useLoaderData())
  const toList = () =>
    void navigate({
      to: '/organizations/$organizationId/apis/$apiId/keys',
      params: { organizationId: scene.organization.id, apiId: scene.api.id },
      search: environmentSearch(target.environment),
    })
  return (
    <>
      <KeyHead
        target={target}
        mayRename={scene.may.manage}
        action={
          scene.may.manage ? (
            <KeyPageActions
              target={target}
              seesUse={scene.may.seeUse}
              onIssued={issued.show}
              onDeleted={toList}
            />
          ) : (
            resets.action(target)
          )
        }
      />
      {resets.notice(target)}
      <KeyTabs scene={scene} current={tab} />
      <KeyPanel scene={scene} read={read} tab={tab} />
      {issued.dialog}
    </>
  )
}

function NoKey({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const params = route.useParams()
  const isMissing = error === null || (error instanceof KeyturnError && error.status === 404)
  if (isMissing) {
    return (
      <>
        <PageHeader
          title="There is no key here"
          purpose="It was deleted, or the address has a mistake. What a deleted key did stays in the logs."
        />
        <Anchor
          renderRoot={props => (
            <Link {...props} to="/organizations/$organizationId/apis/$apiId/keys" params={params} />
          )}
        >
          To the keys that there are
        </Anchor>
      </>
    )
  }
  return (
    <>
      <PageHeader title="This key could not be shown" />
      <CallProblem error={error} {...(onRetry ? { onRetry } : {})} />
    </>
  )
}
