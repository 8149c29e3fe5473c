import type { KeyView } from '@keyturn/contract/client'
import { Skeleton, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Versioned } from '../connection/versioned.ts'
import { KeyOverview } from '../features/keys/key-overview.tsx'
import { KeyRotation } from '../features/keys/key-rotation.tsx'
import type { KeyScene } from '../features/keys/key-scene.ts'
import { CallerList } from '../features/usage/caller-list.tsx'
import { UsageSection } from '../features/usage/usage-section.tsx'
import { useTableKey } from '../shared/charts/use-table-key.ts'
import { tabsFor } from './frame/key-tabs.tsx'
import { type KeyTab, readKeyView } from './read-key-view.ts'

const AuditList = lazy(() =>
  import('../features/audit/audit-list.tsx').then(file => ({ default: file.AuditList })),
)
const KeySettings = lazy(() =>
  import('../features/keys/key-settings.tsx').then(file => ({ default: file.KeySettings })),
)
const RequestLog = lazy(() =>
  import('../features/usage/request-log.tsx').then(file => ({ default: file.RequestLog })),
)

/** What one tab of a key's page shows. */
export function KeyPanel({ scene, read, tab }: { scene: KeyScene; read: Versioned<KeyView>; tab: KeyTab }) {
  const { value: target } = read
  const { tab: _, ...filter } = readKeyView(useSearch({ strict: false }))
  const navigate = useNavigate()
  if (!tabsFor(scene).includes(tab)) return <Text>Your permissions do not reach this part of the page.</Text>
  const place = { organizationId: target.organizationId, keyId: target.id }
  return (
    <Suspense fallback={<Skeleton height={240} />}>
      {tab === 'overview' && (
        <KeyOverview target={target} api={scene.api} use={scene.may.seeUse && <KeyUse target={target} />} />
      )}
      {tab === 'requests' && (
        <RequestLog
          place={place}
          filter={filter}
          onFilter={changed =>
            void navigate({
              to: '.',
              search: ({ environment }) => ({ ...(environment ? { environment } : {}), tab, ...changed }),
            })
          }
        />
      )}
      {tab === 'rotation' && <KeyRotation target={target} mayManage={scene.may.manage} />}
      {tab === 'settings' && <KeySettings read={read} api={scene.api} />}
      {tab === 'audit' && (
        <AuditList
          place={{ organizationId: target.organizationId, targetId: target.id }}
          apis={[scene.api]}
        />
      )}
    </Suspense>
  )
}

function KeyUse({ target }: { target: KeyView }) {
  const { range = '7d' } = readKeyView(useSearch({ strict: false }))
  const navigate = useNavigate()
  const table = useTableKey()
  return (
    <>
      <UsageSection
        place={{ organizationId: target.organizationId, keyId: target.id }}
        range={range}
        onRange={chosen => void navigate({ to: '.', search: before => ({ ...before, range: chosen }) })}
        table={table}
      />
      <CallerList keyId={target.id} />
    </>
  )
}
