import { expect, test } from 'vitest'
import { updateKey } from '../keys/update-key.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { serializeVerdict } from './verdict.ts'

onBothDatabases(suite => {
  async function explain(token: string, input: object = {}) {
    const verdict = await suite.verify(token, { ...input, explain: true })
    return (verdict as { explanation?: string[] }).explanation
  }

  test('says which check failed and what was compared', async () => {
    const { key, secret } = await suite.key({
      allowedIps: ['203.0.113.0/24', '203.0.113.7', '2001:db8::/32'],
      allowedEndpoints: [{ method: 'GET', path: '/v1/leads/**' }],
    })
    const ip = '203.0.113.7'
    expect(await explain(secret, { apiId: 'api_other' })).toEqual([
      `The key has apiId ${key.apiId}.`,
      'Given was apiId api_other.',
    ])
    expect(await explain(secret, { environment: 'test' })).toEqual([
      'The key has environment live.',
      'Given was environment test.',
    ])
    expect(await explain(secret, { organizationId: 'org_other' })).toEqual([
      `The key has organizationId ${key.organizationId}.`,
      'Given was organizationId org_other.',
    ])
    expect(await explain(secret)).toEqual([
      'allowedIps: 203.0.113.0/24, 2001:db8::/32.',
      'No request.ip was given.',
    ])
    expect(await explain(secret, { request: { ip, method: 'POST', path: '/v1/leads/4?key=x' } })).toEqual([
      'allowedEndpoints: GET /v1/leads/**.',
      'Given was request.method POST.',
      'Given was request.path /v1/leads/4.',
    ])
  })

  test('names the scopes that are granted, allowed, known and needed', async () => {
    const { key, secret } = await suite.key({ scopes: ['leads:read'] })
    expect(await explain(secret, { scopes: 'leads:write and not lists:read' })).toEqual([
      'Needed: leads:write and not lists:read.',
      'The key grants: leads:read.',
      expect.stringMatching(/^Its API knows: .*leads:write/),
    ])
    await updateOrganization(suite.ctx, {
      organizationId: key.organizationId,
      patch: { scopeCeiling: ['lists:read'] },
    })
    expect(await explain(secret, { scopes: ['leads:read'] })).toContain(
      'Its organization allows: lists:read.',
    )
  })

  test('names the limit or the balance that refused', async () => {
    const { key, secret } = await suite.key({
      rateLimits: [{ name: 'burst', limit: 3, windowSeconds: 3600 }],
      credits: { remaining: 1 },
    })
    expect(await explain(secret, { cost: 2 })).toEqual(['The cost is 2; the balance is 1.'])
    expect(await explain(secret, { cost: 4 })).toEqual([
      'The cost is 4; the limit burst (3 in 3600 s) has 3 left.',
    ])
    await updateKey(suite.ctx, { keyId: key.id, patch: { enabled: false } })
    expect(await explain(secret)).toEqual(['The key is switched off.'])
  })

  test('is there only for denied keys within reach of a caller that asked, and repeats no token', async () => {
    const { secret } = await suite.key()
    expect(await explain(secret)).toBeUndefined()
    expect(await suite.verify(secret, { environment: 'test' })).not.toHaveProperty('explanation')
    const stranger = suite.as({ reach: { organizationId: (await suite.organization()).id } })
    const verdict = await suite.engine.verifier.verify(stranger.principal, {
      key: secret,
      environment: 'test',
      explain: true,
    })
    expect(JSON.parse(serializeVerdict(verdict))).not.toHaveProperty('explanation')
    expect(String(await explain(secret, { apiId: secret }))).not.toContain(secret)
  })
})
