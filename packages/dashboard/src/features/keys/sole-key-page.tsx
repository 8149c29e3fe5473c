import type { KeyView } from '@keyturn/contract/client'
import { Button, Code, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { KeyFacts } from './key-facts.tsx'
import { keyPageQuery, refreshKeys } from './key-queries.ts'
import { curlLine, type KeyScene } from './key-scene.ts'
import { RevealableToken } from './revealable-token.tsx'
import { lazyIssuing, useIssuedToken } from './use-issued-token.tsx'

const ResetKeyDialog = lazyIssuing(() => import('./reset-key-dialog.tsx').then(file => file.ResetKeyDialog))

/** What others put in: something to do with a key that one does not manage, what there is to know about it now, and links. */
export type SoleKeySlots = {
  action: (sole: KeyView) => ReactNode
  notice: (sole: KeyView) => ReactNode
  /** Where to read what was done with it. */
  links: (sole: KeyView) => ReactNode
}

/** The one key that an organization has for an API, shown again whenever somebody needs it. */
export function SoleKeyPage({ scene, slots }: { scene: KeyScene; slots: SoleKeySlots }) {
  const { api, organization, look } = scene
  const environment = scene.environment ?? api.environments[0] ?? 'live'
  const keys = useQuery(
    keyPageQuery({ organizationId: organization.id, apiId: api.id, environment }, { status: 'active' }),
  )
  const sole = keys.data?.data[0]
  return (
    <>
      <PageHeader
        title={look.title}
        purpose={`The API key with which ${organization.name} calls ${api.name}. Everybody in ${organization.name} shares it.`}
      />
      {keys.error && <CallProblem error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Skeleton height={40} maw={640} />}
      {keys.data &&
        (sole ? (
          <Sole key={sole.id} sole={sole} scene={scene} slots={slots} />
        ) : (
          <None scene={scene} environment={environment} />
        ))}
    </>
  )
}

function Sole({ sole, scene, slots }: { sole: KeyView; scene: KeyScene; slots: SoleKeySlots }) {
  const { api, look, may } = scene
  const [isResetting, setResetting] = useState(false)
  const issued = useIssuedToken(scene)
  const [fresh, holdFresh] = useHeldSecret()
  return (
    <>
      <RevealableToken
        key={sole.start}
        sole={sole}
        isShown={look.display === 'shown'}
        mayReveal={may.reveal && api.reveal === 'anytime'}
        fresh={fresh}
        onTaken={() => holdFresh(null)}
        action={
          may.manage ? (
            <Button variant="default" onClick={() => setResetting(true)}>
              Reset
            </Button>
          ) : (
            slots.action(sole)
          )
        }
      />
      {slots.notice(sole)}
      <KeyFacts shown={sole} />
      {slots.links(sole)}
      <Group justify="space-between" mt="lg" mb={4} gap="xs">
        <Text size="sm" fw={500}>
          {api.baseUrl === null
            ? `A request, with the address of ${api.name} in place of api.example.com`
            : 'A request that works'}
        </Text>
        <CopyButton text={curlLine({ api })} label="Copy command" size="compact-sm" />
      </Group>
      <Code block>{curlLine({ api })}</Code>
      <Suspense>
        {isResetting && (
          <ResetKeyDialog
            target={sole}
            onClose={() => setResetting(false)}
            onIssued={token => {
              setResetting(false)
              issued.show(token)
              holdFresh(token)
            }}
          />
        )}
      </Suspense>
      {issued.dialog}
    </>
  )
}

/** All that the API offers and the organization may have: there is one key, and it is for everything. */
function scopesWithin(scopes: readonly { name: string }[], ceiling: readonly string[] | null): string[] {
  const names = scopes.map(({ name }) => name)
  return ceiling === null ? names : names.filter(name => ceiling.includes(name))
}

function None({ scene, environment }: { scene: KeyScene; environment: string }) {
  const { api, organization, may } = scene
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const create = () =>
    run(async () => {
      const body = {
        apiId: api.id,
        organizationId: organization.id,
        environment,
        name: `${organization.name} on ${api.name}`,
        scopes: scopesWithin(api.scopes, organization.scopeCeiling),
      }
      await client.keys.create(body, { idempotencyKey })
      await refreshKeys()
    })
  return (
    <EmptyState
      title="No key yet"
      sentence={`${organization.name} has no API key for ${api.name} in ${environment}.`}
    >
      {may.manage && (
        <Button loading={isRunning} onClick={() => void create()}>
          Create key
        </Button>
      )}
      <CallProblem error={error} />
    </EmptyState>
  )
}
