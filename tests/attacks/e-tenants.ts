import { operations } from '@keyturn/contract'
import { createClient } from '@keyturn/contract/client'
import { expect } from 'vitest'
import { type Attack, type AttackGroup, each, request } from './attack.ts'
import { sendBytes } from './send-bytes.ts'
import type { Subject } from './subject.ts'

const asConfined = ({ keyturn, managers }: Subject) =>
  createClient({ url: keyturn.url, key: managers.confined })
const injections = ["' OR 1=1--", '*', '%', '%25', 'null', '', '../', 'crm-2 OR externalId=crm-1']

const creates: Attack[] = [
  {
    id: 'E02',
    name: 'a key for another tenant',
    send: s =>
      request(s, {
        path: '/v1/keys',
        key: s.managers.confined,
        body: { apiId: s.apiId, organizationId: s.foreign.organizationId, name: 'x' },
      }),
    gets: { code: 'not_found', hides: 'Fabrikam' },
  },
  {
    id: 'E02',
    name: 'imported keys, one of them for another tenant',
    send: s => {
      const of = (organizationId: string, digit: string) => {
        return { apiId: s.apiId, organizationId, name: 'x', sha256: digit.repeat(64) }
      }
      const keys = [of(s.organizationId, 'a'), of(s.foreign.organizationId, 'b')]
      return request(s, { path: '/v1/keys/import', key: s.managers.confined, body: { keys } })
    },
    gets: { code: ['not_found', 'invalid_input'], hides: 'Fabrikam' },
  },
  ...each('E02', ['members', 'invitations'], kind => ({
    name: `${kind} of another tenant`,
    send: s =>
      request(s, {
        path: `/v1/organizations/${s.foreign.organizationId}/${kind}`,
        key: s.managers.confined,
        body: { email: 'eve@example.com' },
      }),
    gets: { code: 'not_found' },
  })),
  ...each('E02', ['organizationId', 'org_id', 'tenant'], parameter => ({
    name: `?${parameter}= beside a body without it`,
    send: s =>
      request(s, {
        path: `/v1/keys?${parameter}=${s.foreign.organizationId}`,
        key: s.managers.confined,
        body: { apiId: s.apiId, name: 'x' },
      }),
    gets: { code: 'unknown_field' },
  })),
  ...each('E03', ['userId', 'ownerId', 'createdBy', 'actor', 'principal', 'onBehalfOf'], member => ({
    name: `${member} in the body makes nobody somebody`,
    send: s =>
      request(s, { path: '/v1/keys', key: null, body: { apiId: s.apiId, name: 'x', [member]: 'key_root' } }),
    gets: { code: 'missing_credential' },
  })),
  ...each('E03', ['userId', 'ownerId', 'createdBy'], member => ({
    name: `${member} cannot be told with a credential either`,
    send: s => request(s, { path: '/v1/keys', body: { apiId: s.apiId, name: 'x', [member]: 'key_root' } }),
    gets: { code: 'unknown_field' },
  })),
]

const powers: Attack[] = [
  ...each('E05', ['rotate', 'revoke'], verb => ({
    name: `who reads keys cannot ${verb} one`,
    send: s =>
      request(s, { method: 'POST', path: `/v1/keys/${s.keys.plain.id}/${verb}`, key: s.managers.reader }),
    gets: { code: 'insufficient_scope' },
  })),
  ...each('E05', ['PATCH', 'DELETE'], method => ({
    name: `nor ${method}`,
    send: s =>
      request(s, {
        method,
        path: `/v1/keys/${s.keys.plain.id}`,
        key: s.managers.reader,
        ...(method === 'PATCH' ? { body: { name: 'y' } } : {}),
      }),
    gets: { code: 'insufficient_scope' },
  })),
  ...each(
    'E11',
    ['/v1/audit/export', '/v1/audit/events', '/v1/audit/verify', '/v1/usage/events', '/v1/keys'],
    path => ({
      name: `${path} of another tenant`,
      send: s =>
        request(s, { path: `${path}?organizationId=${s.foreign.organizationId}`, key: s.managers.confined }),
      gets: { status: [200, 404], hides: 'Fabrikam' },
    }),
  ),
  ...each('E11', injections, filter => ({
    name: `an export for ${JSON.stringify(filter)}`,
    send: s =>
      request(s, {
        path: `/v1/audit/export?organizationId=${encodeURIComponent(filter)}`,
        key: s.managers.confined,
      }),
    gets: { status: [200, 400, 404], hides: 'Fabrikam' },
  })),
  ...each('E12', ['Fabrikam', 'Fabrikam%20sync', 'sync', '%', '_'], search => ({
    name: `a search for ${search}`,
    send: s =>
      request(s, { path: `/v1/keys?search=${search === '%' ? '%25' : search}`, key: s.managers.confined }),
    gets: { status: 200, hides: 'abrikam' },
  })),
  {
    id: 'E12',
    name: 'a name that is unique: whether somebody else has the external id is not told',
    send: s => request(s, { path: '/v1/organizations?externalId=crm-2', key: s.managers.confined }),
    gets: { status: 200, holds: '"data":[]' },
  },
]

export const tenants: AttackGroup = {
  attacks: [...creates, ...powers],
  scenarios: [
    {
      id: 'E05',
      name: 'a management key neither widens itself nor makes one that can do more',
      show: async subject => {
        const { client, builtInId, organizationId, keyturn, secrets } = subject
        const reach = { organizationId, apiId: null }
        const scopes = ['keys:read', 'keys:write']
        const { key, secret } = await client.keys.create({ apiId: builtInId, name: 'Limited', scopes, reach })
        secrets.push(secret ?? '')
        const limited = createClient({ url: keyturn.url, key: secret ?? '' })
        for (const patch of [
          { scopes: ['*'] },
          { allowedIps: null },
          { rateLimits: null },
          { expiresAt: null },
        ]) {
          const refusal = { status: expect.toSatisfy((status: number) => status === 403 || status === 404) }
          await expect(limited.keys.update(key.id, patch)).rejects.toMatchObject(refusal)
        }
        for (const wider of [
          { scopes: ['audit:read'] },
          { scopes, reach: { organizationId: null, apiId: null } },
        ]) {
          const made = limited.keys.create({ apiId: builtInId, name: 'Wider', organizationId, ...wider })
          await expect(made).rejects.toMatchObject({
            status: expect.toSatisfy((status: number) => status >= 400 && status < 500),
          })
        }
        expect((await client.keys.get(key.id)).scopes).toEqual(scopes)
      },
    },
    {
      id: 'E10',
      name: 'taking something from one key leaves every other as it was',
      show: async ({ client, issue }) => {
        const [one, other] = [
          await issue({ scopes: ['leads:read'] }),
          await issue({ scopes: ['leads:read'] }),
        ]
        const before = await client.keys.get(other.id)
        await client.keys.update(one.id, { scopes: [], metadata: { changed: true } })
        await client.keys.revoke(one.id, {})
        expect(await client.keys.get(other.id)).toEqual(before)
      },
    },
    {
      id: 'E13',
      name: 'ids of things made one after the other do not tell the next one',
      show: async ({ issue }) => {
        const ids = []
        for (let made = 0; made < 20; made++) ids.push((await issue()).id)
        expect(new Set(ids.map(id => id.slice(-16))).size).toBe(20)
        for (const end of [6, 10]) expect(new Set(ids.map(id => id.slice(-end))).size).toBe(20)
      },
    },
    {
      id: 'E14',
      name: 'what belonged to a deleted tenant is refused, and its name used anew shows nothing old',
      show: async ({ client, issue }) => {
        const old = await client.organizations.create({ name: 'Brief', externalId: 'brief' })
        const { token, id } = await issue({ organizationId: old.id })
        await client.organizations.delete(old.id)
        expect(await client.keys.verify({ key: token })).toMatchObject({ valid: false, status: 401 })
        const anew = await client.organizations.create({ name: 'Brief', externalId: 'brief' })
        expect(anew.id).not.toBe(old.id)
        expect((await client.keys.list({ organizationId: anew.id })).data).toEqual([])
        expect(await client.keys.get(id)).toMatchObject({ status: 'revoked', organizationId: old.id })
        expect(await client.keys.verify({ key: token })).toMatchObject({ valid: false, status: 401 })
      },
    },
    {
      id: 'E12',
      name: 'pages and counts of a confined key are the same, whatever another tenant has',
      show: async subject => {
        const list = async () => JSON.stringify((await asConfined(subject).keys.list({ limit: 200 })).data)
        const before = await list()
        await subject.issue({ organizationId: subject.foreign.organizationId, name: 'One more' })
        expect(await list()).toBe(before)
      },
    },
    {
      id: 'H08',
      name: 'without a key every call is 401, whatever it is about; those that take none are for our own pages',
      show: async subject => {
        for (const operation of operations) {
          const { method, path } = operation
          const credential = 'credential' in operation ? operation.credential : null
          const sent = request(subject, { method, path: path.replaceAll(/\{\w+\}/g, 'key_none'), key: null })
          const { status } = await sendBytes(subject.port, sent)
          const refused = credential !== 'none' ? 401 : method === 'GET' ? 200 : 403
          // Gateways are told apart from clients by where they are, before any key is looked at.
          expect([path, status]).toEqual([path, path === '/v1/forward-auth' ? expect.any(Number) : refused])
        }
      },
    },
  ],
}
