import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import type { Versioned } from '../../connection/versioned.ts'
import { KeyHead } from '../../features/keys/key-head.tsx'
import { KeyPageActions } from '../../features/keys/key-page-actions.tsx'
import { keyQuery } from '../../features/keys/key-queries.ts'
import { useIssuedToken } from '../../features/keys/use-issued-token.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { KeyTabs } from '../frame/key-tabs.tsx'
import { KeyPanel } from '../key-panel.tsx'
import { readKeyView } from '../read-key-view.ts'
import { makePortalScene } from './make-portal-scene.tsx'
import type { Portal } from './open-portal.ts'
import { portalResetsOf } from './portal-resets.tsx'

const portalRoute = getRouteApi('/portal/$apiId/$portalSessionId')
const route = getRouteApi('/portal/$apiId/$portalSessionId/keys/$keyId')

/** The page of one key in a portal. */
export function PortalKeyRoute() {
  const portal = portalRoute.useLoaderData()
  const { keyId } = route.useParams()
  const read = useQuery(keyQuery(keyId))
  if (portal === null) return null
  if (read.error && !read.data) return <NoKey error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Skeleton height={64} maw={640} />
  return <Page key={keyId} portal={portal} read={read.data} />
}

type KeyRead = Versioned<Parameters<typeof KeyHead>[0]['target']>

function Page({ portal, read }: { portal: Portal; read: KeyRead }) {
  const { value: target } = read
  const scene = useMemo(() => makePortalScene(portal), [portal])
  const navigate = useNavigate()
  const { tab = 'overview' } = readKeyView(route.useSearch())
  const issued = useIssuedToken(scene)
  const resets = portalResetsOf(portal)
  const list = {
    to: '/portal/$apiId/$portalSessionId',
    params: { apiId: portal.api.id, portalSessionId: portal.session.id },
  } as const
  return (
    <>
      <Anchor size="sm" renderRoot={props => <Link {...props} {...list} />}>
        All {scene.look.title}
      </Anchor>
      <KeyHead
        target={target}
        mayRename={scene.may.manage}
        action={
          scene.may.manage ? (
            <KeyPageActions
              target={target}
              seesUse={scene.may.seeUse}
              onIssued={issued.show}
              onDeleted={() => void navigate(list)}
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

function NoKey({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof KeyturnError && error.status === 404) {
    return (
      <EmptyState title="There is no key here" sentence="It was deleted, or the address has a mistake." />
    )
  }
  return <CallProblem error={error} onRetry={onRetry} />
}
