import { describe, expect, test } from 'vitest'
import { encodeCursor } from '../storage/cursor.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { countKeys } from './count-keys.ts'
import type { KeySort, SortOrder } from './key-sort.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'
import { updateKey } from './update-key.ts'

onBothDatabases(suite => {
  async function scene() {
    const [api, organization] = [await suite.api(), await suite.organization()]
    const place = { apiId: api.id, organizationId: organization.id }
    const make = async (name: string, input = {}) => suite.key({ ...place, name, ...input })
    /** The names of all pages of two, in their order. */
    const names = async (input: { sort?: KeySort; order?: SortOrder }) => {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const asked = { organizationId: organization.id, ...input, limit: 2, cursor }
        const { data, nextCursor } = await listKeys(suite.ctx, asked)
        seen.push(...data.map(key => key.name))
        if (nextCursor === null) return seen
        cursor = nextCursor
      }
    }
    const set = (id: string, columns: Record<string, number>) =>
      suite.write({ kind: 'key', id }, tx =>
        tx.updateTable('keys').set(columns).where('id', '=', id).execute(),
      )
    return { organization, make, names, set }
  }

  describe('all pages of a sorted list are one list', () => {
    test('by when keys were made', async () => {
      const { make, names } = await scene()
      for (const name of ['b', 'c', 'a']) await make(name)
      expect(await names({})).toEqual(['a', 'c', 'b'])
      expect(await names({ sort: 'created' })).toEqual(['a', 'c', 'b'])
      expect(await names({ sort: 'created', order: 'asc' })).toEqual(['b', 'c', 'a'])
    })

    test('by name, in ASCII whatever the case; the newest of the same name first', async () => {
      const { make, names, organization } = await scene()
      for (const name of ['beta', 'Ünal', 'Alpha', '100 %', 'alpha', 'x'.repeat(200)]) await make(name)
      const upwards = ['100 %', 'alpha', 'Alpha', 'beta', 'x'.repeat(200), 'Ünal']
      expect(await names({ sort: 'name' })).toEqual(upwards)
      const downwards = ['Ünal', 'x'.repeat(200), 'beta', 'alpha', 'Alpha', '100 %']
      expect(await names({ sort: 'name', order: 'desc' })).toEqual(downwards)
      const long = '😀'.repeat(100)
      await make(long)
      await make('😁')
      const { nextCursor } = await listKeys(suite.ctx, {
        organizationId: organization.id,
        sort: 'name',
        limit: 7,
      })
      // Room enough in the address, and on the wire.
      expect(nextCursor?.length).toBeLessThan(700)
      expect((await names({ sort: 'name' })).slice(-2)).toEqual([long, '😁'])
    })

    test('by last use: what is in use first, what never was last', async () => {
      const { make, names } = await scene()
      const tokens = new Map<string, string>()
      for (const name of ['one', 'never', 'two', 'not yet']) tokens.set(name, (await make(name)).secret)
      for (const name of ['two', 'one']) {
        await suite.verify(tokens.get(name) ?? '')
        await suite.engine.usage.flush()
      }
      expect(await names({ sort: 'lastUsed' })).toEqual(['one', 'two', 'not yet', 'never'])
      expect(await names({ sort: 'lastUsed', order: 'asc' })).toEqual(['not yet', 'never', 'two', 'one'])
    })

    test('by status: what works first', async () => {
      const { make, names, set } = await scene()
      const ids = new Map<string, string>()
      const wanted = ['revoked', 'disabled', 'expired', 'rotating', 'active', 'active too']
      for (const name of wanted) ids.set(name, (await make(name)).key.id)
      const id = (name: string) => ids.get(name) ?? ''
      await rotateKey(suite.ctx, { keyId: id('rotating'), overlapSeconds: 600 })
      await updateKey(suite.ctx, { keyId: id('disabled'), patch: { enabled: false } })
      await set(id('expired'), { expires_at: 1 })
      await revokeKey(suite.ctx, { keyId: id('revoked') })
      const upwards = ['active too', 'active', 'rotating', 'expired', 'disabled', 'revoked']
      expect(await names({ sort: 'status' })).toEqual(upwards)
      const downwards = ['revoked', 'disabled', 'expired', 'rotating', 'active too', 'active']
      expect(await names({ sort: 'status', order: 'desc' })).toEqual(downwards)
    })
  })

  test('a cursor of another order, and one that was made up, are refused', async () => {
    const { make, organization } = await scene()
    for (const name of ['a', 'b']) await make(name)
    const asked = { organizationId: organization.id, sort: 'name' as const, limit: 1 }
    const cursor = (await listKeys(suite.ctx, asked)).nextCursor ?? ''
    const refusal = { code: 'invalid_cursor' }
    for (const other of [{ sort: 'status' as const }, { order: 'desc' as const }, { sort: undefined }]) {
      await expect(listKeys(suite.ctx, { ...asked, ...other, cursor })).rejects.toMatchObject(refusal)
    }
    const made: [KeySort, string][] = [
      ['name', 'key_1'],
      ['name', `key_1:${Buffer.from('a\0').toString('base64url')}`],
      ['lastUsed', 'key_1:never'],
      ['lastUsed', 'key_1:99999999999999999999'],
      ['status', 'key_1:4503599627370496'],
    ]
    for (const [sort, position] of made) {
      const input = { organizationId: organization.id, sort }
      const forged = { ...input, cursor: encodeCursor('keys', position, input) }
      await expect(listKeys(suite.ctx, forged)).rejects.toMatchObject(refusal)
    }
  })

  test('a count says how many the list has, with its filters', async () => {
    const { make, organization } = await scene()
    const { key } = await make('one', { environment: 'test' })
    await make('two')
    await make('other')
    const count = async (filter = {}) =>
      (await countKeys(suite.ctx, { organizationId: organization.id, ...filter })).count
    expect(await count()).toBe(3)
    expect(await count({ environment: 'test' })).toBe(1)
    expect(await count({ search: 'o' })).toBe(3)
    expect(await count({ search: 'ONE' })).toBe(1)
    expect(await count({ search: key.start })).toBe(1)
    expect(await count({ search: 'nowhere' })).toBe(0)
    await revokeKey(suite.ctx, { keyId: key.id })
    expect(await count({ status: 'active' })).toBe(2)
  })
})
