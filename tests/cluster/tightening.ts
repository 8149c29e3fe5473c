import { randomInt } from 'node:crypto'
import type { VerifyRequest } from '@keyturn/contract/client'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'
import { verifyOnAll } from './verify-on.ts'

/** A key that works everywhere, in an organization and an API of its own. */
export type Subject = { apiId: string; organizationId: string; keyId: string; request: VerifyRequest }

export type Tightening = {
  name: string
  /** What the verdict must be once the call was answered. */
  code: string
  apply(node: StartedKeyturn, subject: Subject): Promise<unknown>
}

/** Every call that takes something away, and the verdict that must follow its answer on every node (G9). */
const tightenings: Tightening[] = [
  { name: 'revoke', code: 'revoked', apply: ({ client }, { keyId }) => client.keys.revoke(keyId) },
  { name: 'delete', code: 'revoked', apply: ({ client }, { keyId }) => client.keys.delete(keyId) },
  {
    name: 'disable',
    code: 'disabled',
    apply: ({ client }, { keyId }) => client.keys.update(keyId, { enabled: false }),
  },
  {
    name: 'rotate without overlap',
    code: 'revoked',
    apply: ({ client }, { keyId }) => client.keys.rotate(keyId, { overlapSeconds: 0 }),
  },
  {
    name: 'approve a reset',
    code: 'revoked',
    apply: async ({ client }, { keyId }) => {
      const { id } = await client.keys.createResetRequest(keyId, { reason: 'Seen in a log' })
      await client.resetRequests.approve(id)
    },
  },
  {
    name: 'complete a rotation',
    code: 'revoked',
    apply: async ({ client }, { keyId }) => {
      await client.keys.rotate(keyId, { overlapSeconds: 3_600 })
      return client.keys.completeRotation(keyId)
    },
  },
  {
    name: 'take a scope from the key',
    code: 'insufficient_scope',
    apply: ({ client }, { keyId }) => client.keys.update(keyId, { scopes: ['leads:write'] }),
  },
  {
    name: 'narrow the addresses',
    code: 'ip_not_allowed',
    apply: ({ client }, { keyId }) => client.keys.update(keyId, { allowedIps: ['198.51.100.0/24'] }),
  },
  {
    name: 'narrow the endpoints',
    code: 'endpoint_not_allowed',
    apply: ({ client }, { keyId }) =>
      client.keys.update(keyId, { allowedEndpoints: [{ method: 'GET', path: '/v1/lists' }] }),
  },
  {
    name: 'suspend the organization',
    code: 'organization_suspended',
    apply: ({ client }, { organizationId }) =>
      client.organizations.update(organizationId, { suspended: true }),
  },
  {
    name: 'lower the ceiling',
    code: 'insufficient_scope',
    apply: ({ client }, { organizationId }) =>
      client.organizations.update(organizationId, { scopeCeiling: ['leads:write'] }),
  },
  {
    name: 'delete the organization',
    code: 'revoked',
    apply: ({ client }, { organizationId }) => client.organizations.delete(organizationId),
  },
  {
    name: 'take the scope from the API',
    code: 'insufficient_scope',
    apply: ({ client }, { apiId }) => client.apis.update(apiId, { scopes: [{ name: 'leads:write' }] }),
  },
]

export async function createSubject({ client }: StartedKeyturn): Promise<Subject> {
  const name = `tightening ${randomInt(1e9)}`
  const prefix = `t${randomInt(36 ** 6).toString(36)}`
  const api = await client.apis.create({
    name,
    prefix,
    scopes: [{ name: 'leads:read' }, { name: 'leads:write' }],
  })
  const organization = await client.organizations.create({ name })
  const scopes = ['leads:read', 'leads:write']
  const { key, secret } = await client.keys.create({
    apiId: api.id,
    organizationId: organization.id,
    name,
    scopes,
  })
  const request = { method: 'GET', path: '/v1/leads', ip: '203.0.113.7' }
  return {
    apiId: api.id,
    organizationId: organization.id,
    keyId: key.id,
    request: { key: secret!, scopes: ['leads:read'], request },
  }
}

export type TighteningReport = { rounds: number; wrong: { tightening: string; node: number; code: string }[] }

/** Each change in turn, made on changing nodes, followed at once by a verification on every node. */
export async function runTightenings(
  nodes: readonly StartedKeyturn[],
  rounds: number,
): Promise<TighteningReport> {
  const report: TighteningReport = { rounds, wrong: [] }
  for (let round = 0; round < rounds; round++) {
    for (const [index, { name, code, apply }] of tightenings.entries()) {
      const writer = nodes[(round + index) % nodes.length]!
      const subject = await createSubject(writer)
      const before = await verifyOnAll(nodes, subject.request)
      for (const [node, verdict] of before.entries()) {
        if (verdict.code !== 'valid')
          report.wrong.push({ tightening: `before: ${name}`, node, code: verdict.code })
      }
      await apply(writer, subject)
      const after = await verifyOnAll(nodes, subject.request)
      for (const [node, verdict] of after.entries()) {
        if (verdict.code !== code) report.wrong.push({ tightening: name, node, code: verdict.code })
      }
    }
  }
  return report
}
