import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { updateApi } from '../apis/update-api.ts'
import type { Engine } from '../engine.ts'
import { completeRotation } from '../keys/complete-rotation.ts'
import type { CreatedKey } from '../keys/create-key.ts'
import { deleteKey } from '../keys/delete-key.ts'
import type { UpdateKeyInput } from '../keys/key-input.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Context } from '../mutate/context.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'

const request = { ip: '203.0.113.7', method: 'GET', path: '/v1/leads' }
const asked = { scopes: ['leads:read'], request }

type Change = [name: string, code: string, act: (ctx: Context, made: CreatedKey['key']) => Promise<unknown>]

const patching =
  (patch: UpdateKeyInput['patch']) =>
  (ctx: Context, { id }: { id: string }) =>
    updateKey(ctx, { keyId: id, patch })

const changes: Change[] = [
  ['revoked', 'revoked', (ctx, { id }) => revokeKey(ctx, { keyId: id })],
  ['deleted', 'revoked', (ctx, { id }) => deleteKey(ctx, { keyId: id })],
  ['rotated without overlap', 'revoked', (ctx, { id }) => rotateKey(ctx, { keyId: id, overlapSeconds: 0 })],
  [
    'left behind by a rotation that is completed',
    'revoked',
    async (ctx, { id }) => {
      await rotateKey(ctx, { keyId: id, overlapSeconds: 3_600 })
      await completeRotation(ctx, { keyId: id })
    },
  ],
  ['disabled', 'disabled', patching({ enabled: false })],
  ['stripped of a scope', 'insufficient_scope', patching({ scopes: ['leads:write'] })],
  ['confined to other addresses', 'ip_not_allowed', patching({ allowedIps: ['10.0.0.0/8'] })],
  [
    'confined to other endpoints',
    'endpoint_not_allowed',
    patching({ allowedEndpoints: [{ method: 'GET', path: '/v1/lists' }] }),
  ],
  ['left without credits', 'credits_exhausted', patching({ credits: { remaining: 0 } })],
  [
    'of a suspended organization',
    'organization_suspended',
    (ctx, { organizationId }) => updateOrganization(ctx, { organizationId, patch: { suspended: true } }),
  ],
  [
    'of an organization whose ceiling falls',
    'insufficient_scope',
    (ctx, { organizationId }) =>
      updateOrganization(ctx, { organizationId, patch: { scopeCeiling: ['lists:*'] } }),
  ],
  [
    'of a deleted organization',
    'organization_suspended',
    (ctx, { organizationId }) => deleteOrganization(ctx, { organizationId }),
  ],
  [
    'of an API that loses the scope',
    'insufficient_scope',
    (ctx, { apiId }) => updateApi(ctx, { apiId, patch: { scopes: [{ name: 'lists:read' }] } }),
  ],
]

onBothDatabases(suite => {
  let second: Engine
  beforeAll(async () => {
    second = await suite.test.addNode()
  })
  afterAll(() => second.close())

  const onBothNodes = async (token: string) => {
    const [here, there] = await Promise.all([suite.verify(token, asked), suite.verify(token, asked, second)])
    return [here.code, there.code]
  }

  describe('when the call has answered, no node accepts a key that was', () => {
    test.each(changes)('%s', async (_, code, act) => {
      const { key, secret } = await suite.key({ scopes: ['leads:read', 'leads:write'] })
      expect(await onBothNodes(secret)).toEqual(['valid', 'valid'])
      await act(suite.ctx, key)
      const codes = await onBothNodes(secret)
      // A deleted organization ended its keys too, and either may be told.
      if (code === 'organization_suspended')
        for (const told of codes) expect(told).toMatch(/revoked|suspended/)
      else expect(codes).toEqual([code, code])
    })

    test.each(changes)('%s, asked of the other node', async (_, __, act) => {
      const { key, secret } = await suite.key({ scopes: ['leads:read', 'leads:write'] })
      await act(second.context(suite.ctx.principal, suite.ctx.request), key)
      for (const told of await onBothNodes(secret)) expect(told).not.toBe('valid')
    })
  })

  test('what was ended at once is refused at once, also if the clock of the node that ended it is ahead', async () => {
    const ahead = suite.at(new Date(Date.now() + 60_000).toISOString())
    const { key, secret } = await suite.key()
    await rotateKey(suite.ctx, { keyId: key.id, overlapSeconds: 30 })
    expect(await onBothNodes(secret)).toEqual(['valid', 'valid'])
    const { secret: next } = (await rotateKey(ahead, { keyId: key.id })).result
    expect(await onBothNodes(secret)).toEqual(['revoked', 'revoked'])
    expect(await onBothNodes(next ?? '')).toEqual(['valid', 'valid'])
    await revokeKey(ahead, { keyId: key.id })
    expect(await onBothNodes(next ?? '')).toEqual(['revoked', 'revoked'])
  })

  test('a new key works on every node when its creation has answered', async () => {
    const { secret } = await suite.key()
    expect(await onBothNodes(secret)).toEqual(['valid', 'valid'])
  })

  test('what is widened again holds everywhere too', async () => {
    const { key, secret } = await suite.key()
    await updateKey(suite.ctx, { keyId: key.id, patch: { enabled: false } })
    await updateKey(suite.ctx, { keyId: key.id, patch: { enabled: true } })
    expect(await onBothNodes(secret)).toEqual(['valid', 'valid'])
  })

  test('a node that starts later knows what was ended before', async () => {
    const { key, secret } = await suite.key()
    const { secret: rotated } = (await rotateKey(suite.ctx, { keyId: key.id })).result
    const other = await suite.key()
    await revokeKey(suite.ctx, { keyId: other.key.id })
    const third = await suite.test.addNode()
    const codes = []
    for (const token of [secret, rotated, other.secret])
      codes.push((await suite.verify(token ?? '', asked, third)).code)
    await third.close()
    expect(codes).toEqual(['revoked', 'valid', 'revoked'])
  })

  test('revocations racing verifications on both nodes: nothing that was sent after the answer is accepted', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => suite.key()))
    let revoking = true
    const noise = (async () => {
      while (revoking) {
        await Promise.all(
          made.map(({ secret }, i) => suite.verify(secret, {}, i % 2 ? second : suite.engine)),
        )
      }
    })()
    for (const [index, { key, secret }] of made.entries()) {
      const ctx = (index % 2 ? suite.engine : second).context(suite.ctx.principal, suite.ctx.request)
      await revokeKey(ctx, { keyId: key.id })
      expect(await onBothNodes(secret)).toEqual(['revoked', 'revoked'])
    }
    revoking = false
    await noise
  })

  test('a node that stopped is waited for by nobody', async () => {
    const third = await suite.test.addNode()
    const nodes = async () => (await suite.ctx.storage.registry.list()).map(({ id }) => id)
    expect(await nodes()).toContain(third.nodeId)
    await third.close()
    expect(await nodes()).not.toContain(third.nodeId)
  })

  test('a registered node that never confirms is waited for as long as its lease, then struck off', async () => {
    const { key } = await suite.key()
    const { registry } = suite.ctx.storage
    const confirmed = suite.database === 'sqlite' ? '0' : '0:0:'
    const before = performance.now()
    await registry.register({ id: 'node_silent', confirmed, leaseMs: 300, version: '1', at: Date.now() })
    const { effect } = await revokeKey(suite.ctx, { keyId: key.id })
    expect(effect).toEqual({ everywhere: true })
    expect(performance.now() - before).toBeGreaterThanOrEqual(300)
    expect((await registry.list()).map(({ id }) => id)).not.toContain('node_silent')
  })
})
