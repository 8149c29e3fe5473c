import { createClient, type KeyturnError } from '@keyturn/contract/client'
import { expect } from 'vitest'
import { type Attack, type AttackGroup, each, request, type Scenario } from './attack.ts'
import { latestChange } from './run-attack.ts'
import { cutAfter, sendBytes } from './send-bytes.ts'
import type { Subject } from './subject.ts'

const atOnce = 64

/** How often each outcome came: `ok`, or the code of the refusal. */
async function tally(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const call of await Promise.allSettled(calls)) {
    const outcome = call.status === 'fulfilled' ? 'ok' : (call.reason as KeyturnError).code
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

const many = <T>(make: (index: number) => Promise<T>) =>
  Array.from({ length: atOnce }, (_, index) => make(index))

const repeat = (
  subject: Subject,
  headers: string[],
  body: object = { name: 'Repeated' },
  path = '/v1/organizations',
) => request(subject, { path, body, headers })

const idempotency: Attack[] = [
  ...each('RC05', ['', 'x'.repeat(256), 'é', '\t'], key => ({
    name: `the key ${JSON.stringify(key).slice(0, 12)}`,
    send: s => repeat(s, [`Idempotency-Key: ${key}`]),
    gets: { code: 'malformed_request' },
  })),
  {
    id: 'RC05',
    name: 'two of them',
    send: s => repeat(s, ['Idempotency-Key: a', 'Idempotency-Key: b']),
    gets: { code: 'duplicate_header' },
  },
]

const scenarios: Scenario[] = [
  {
    id: 'RC01',
    name: 'of 64 creates where one key is allowed, one succeeds',
    show: async ({ client, organizationId }) => {
      const { id: apiId } = await client.apis.create({
        name: 'Sole',
        prefix: 'sole',
        keyPolicy: 'one_per_organization',
      })
      const counts = await tally(many(() => client.keys.create({ apiId, organizationId, name: 'x' })))
      expect(counts).toEqual({ ok: 1, key_exists: atOnce - 1 })
    },
  },
  {
    id: 'RC02',
    name: 'of 64 rotations with an overlap, one succeeds',
    show: async ({ client, issue }) => {
      const { id } = await issue()
      const counts = await tally(many(() => client.keys.rotate(id, { overlapSeconds: 600 })))
      expect(counts).toEqual({ ok: 1, rotation_in_progress: atOnce - 1 })
    },
  },
  {
    id: 'RC03',
    name: 'revoke, rotate and update at once end revoked, with no secret left that works',
    show: async ({ client, issue }) => {
      for (let round = 0; round < 8; round++) {
        const { id, token } = await issue()
        const secrets = [token]
        const rotation = client.keys.rotate(id, {}).then(({ secret }) => secrets.push(secret ?? ''))
        const counts = await tally([
          rotation,
          client.keys.revoke(id, {}),
          client.keys.update(id, { name: 'New' }),
        ])
        expect(Object.keys(counts).filter(code => code !== 'ok' && code !== 'key_not_active')).toEqual([])
        expect(await client.keys.get(id)).toMatchObject({ status: 'revoked' })
        for (const key of secrets)
          expect(await client.keys.verify({ key })).toMatchObject({ code: 'revoked' })
      }
      expect(await client.audit.verify()).toMatchObject({ valid: true })
    },
  },
  {
    id: 'RC04',
    name: 'of 64 verifications with one credit left, one is valid',
    show: async ({ client, issue }) => {
      const { token } = await issue({ credits: { remaining: 1 } })
      const verdicts = await Promise.all(many(() => client.keys.verify({ key: token })))
      expect(verdicts.filter(({ valid }) => valid)).toHaveLength(1)
      expect(new Set(verdicts.map(({ code }) => code))).toEqual(new Set(['valid', 'credits_exhausted']))
    },
  },
  {
    id: 'RC05',
    name: 'one key for many requests carries one of them out, and says when it is another',
    show: async subject => {
      const headers = ['Idempotency-Key: rc05-one']
      const answers = await Promise.all(many(() => sendBytes(subject.port, repeat(subject, headers))))
      expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
      expect(answers.filter(answer => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1)
      const before = await latestChange(subject)
      const other = await sendBytes(subject.port, repeat(subject, headers, { name: 'Other' }))
      expect([other.status, JSON.parse(other.body).code]).toEqual([422, 'idempotency_mismatch'])
      expect(await latestChange(subject)).toBe(before)
    },
  },
  {
    id: 'RC05',
    name: 'a key is one per credential and route, and one that was refused is free again',
    show: async subject => {
      const headers = ['Idempotency-Key: rc05-two']
      const refused = await sendBytes(subject.port, repeat(subject, headers, { name: '' }))
      expect(refused.status).toBe(422)
      const made = await sendBytes(subject.port, repeat(subject, headers))
      expect([made.status, made.headers['idempotency-replayed']]).toEqual([201, undefined])
      const elsewhere = { name: 'x', prefix: 'rcfive' }
      expect(
        (await sendBytes(subject.port, repeat(subject, headers, elsewhere, '/v1/apis'))).status,
      ).not.toBe(200)
    },
  },
  {
    id: 'RC06',
    name: 'a create that is repeated shows no secret again',
    show: async subject => {
      const { apiId, organizationId } = subject
      const sent = repeat(
        subject,
        ['Idempotency-Key: rc06'],
        { apiId, organizationId, name: 'x' },
        '/v1/keys',
      )
      const [first, second] = [await sendBytes(subject.port, sent), await sendBytes(subject.port, sent)]
      const { secret, key } = JSON.parse(first.body)
      subject.secrets.push(secret)
      expect(JSON.parse(second.body)).toMatchObject({ secret: null, key: { id: key.id } })
      expect(second.headers['idempotency-replayed']).toBe('true')
    },
  },
  {
    id: 'RC07',
    name: 'a create that is sent again without a key makes a second one, which is to be seen',
    show: async ({ client, issue, organizationId }) => {
      for (let made = 0; made < 2; made++) await issue({ name: 'Sent twice' })
      expect((await client.keys.list({ organizationId, search: 'Sent twice' })).data).toHaveLength(2)
    },
  },
  {
    id: 'RC08',
    name: 'of 64 changes of one version, one succeeds',
    show: async subject => {
      const { id } = await subject.issue()
      const path = `/v1/keys/${id}`
      const { headers } = await sendBytes(subject.port, request(subject, { path }))
      const ifMatch = [`If-Match: ${headers['etag']}`]
      const answers = await Promise.all(
        many(index =>
          sendBytes(
            subject.port,
            request(subject, { method: 'PATCH', path, headers: ifMatch, body: { name: `n${index}` } }),
          ),
        ),
      )
      const statuses = answers.map(({ status }) => status).toSorted()
      expect(statuses).toEqual([200, ...Array(atOnce - 1).fill(412)])
    },
  },
  {
    id: 'RC09',
    name: 'use, renaming and revocation at once change nothing else of a key',
    show: async ({ client, issue }) => {
      const { id, token, view } = await issue({ scopes: ['leads:read'], metadata: { plan: 'pro' } })
      await tally([
        ...many(() => client.keys.verify({ key: token })),
        ...many(index => client.keys.update(id, { name: `n${index}` })),
      ])
      expect(await client.keys.verify({ key: token, scopes: ['leads:read'] })).toMatchObject({ valid: true })
      const { name: _, lastUsedAt: __, ...after } = await client.keys.get(id)
      const { name: ___, lastUsedAt: ____, ...before } = view
      expect(after).toEqual(before)
    },
  },
  {
    id: 'RC11',
    name: 'a list that is read while its items are renamed has each of them once',
    show: async ({ client, issue, organizationId }) => {
      const made: string[] = []
      for (let index = 0; index < 12; index++) made.push((await issue({ name: `Listed ${index}` })).id)
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await client.keys.list({ organizationId, limit: 5, ...(cursor ? { cursor } : {}) })
        seen.push(...page.data.map(({ id }) => id))
        cursor = page.nextCursor
        await client.keys.update(made[seen.length % made.length] ?? '', { name: `Renamed ${seen.length}` })
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen).toEqual(expect.arrayContaining(made))
    },
  },
  {
    id: 'A22',
    name: 'a request whose connection is cut before its end has no effect, and one cut before its answer happens once',
    show: async subject => {
      const headers = ['Idempotency-Key: a22']
      const whole = repeat(subject, headers, { name: 'Cut' })
      const before = await latestChange(subject)
      await cutAfter(subject.port, whole.subarray(0, -5))
      expect(await latestChange(subject)).toBe(before)
      await cutAfter(subject.port, whole)
      expect((await sendBytes(subject.port, whole)).status).toBe(201)
      const { data } = await createClient({
        url: subject.keyturn.url,
        key: subject.rootKey,
      }).organizations.list({ limit: 200 })
      expect(data.filter(({ name }) => name === 'Cut')).toHaveLength(1)
    },
  },
]

export const races: AttackGroup = { attacks: idempotency, scenarios }
