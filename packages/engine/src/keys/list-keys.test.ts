import { describe, expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { deleteKey } from './delete-key.ts'
import { type ListKeysInput, listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'
import { updateKey } from './update-key.ts'

const dayMs = 86_400_000

onBothDatabases(suite => {
  /** The names that a list answers with, within one organization. */
  async function scene() {
    const [api, organization] = [await suite.api(), await suite.organization()]
    const place = { apiId: api.id, organizationId: organization.id }
    const make = async (name: string, input = {}) => (await suite.key({ ...place, name, ...input })).key
    const names = async (input: ListKeysInput = {}, ctx = suite.ctx) =>
      (await listKeys(ctx, { organizationId: organization.id, ...input })).data.map(key => key.name).sort()
    const set = (id: string, columns: Record<string, number>) =>
      suite.write({ kind: 'key', id }, tx =>
        tx.updateTable('keys').set(columns).where('id', '=', id).execute(),
      )
    return { api, organization, make, names, set }
  }

  test('a page is newest first, each key as it reads by itself', async () => {
    const { make, organization } = await scene()
    const plain = await make('plain')
    const rich = await make('rich', { credits: { remaining: 4 } })
    const { data, nextCursor } = await listKeys(suite.ctx, { organizationId: organization.id })
    expect(data).toEqual([rich, plain])
    expect(nextCursor).toBeNull()
  })

  test('pages are complete and without repetition while keys are added and removed', async () => {
    const { make, organization } = await scene()
    const made = []
    for (let i = 0; i < 7; i++) made.push((await make(`${i}`)).id)
    const seen: string[] = []
    let cursor: string | undefined
    for (;;) {
      const page = await listKeys(suite.ctx, { organizationId: organization.id, limit: 2, cursor })
      seen.push(...page.data.map(({ id }) => id))
      await make('later')
      if (cursor === undefined) {
        await deleteKey(suite.ctx, { keyId: made[6]! })
        await deleteKey(suite.ctx, { keyId: made[3]! })
      }
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual([made[6], made[5], made[4], made[2], made[1], made[0]])
    await expect(listKeys(suite.ctx, { cursor: 'a2V5' })).rejects.toMatchObject({ code: 'invalid_cursor' })
  })

  test('each status finds its keys, by precedence; active includes rotating', async () => {
    const { make, names, set } = await scene()
    await make('active')
    const rotating = await make('rotating')
    await rotateKey(suite.ctx, { keyId: rotating.id, overlapSeconds: 600 })
    const expired = await make('expired')
    await set(expired.id, { expires_at: 1 })
    const disabled = await make('disabled')
    await updateKey(suite.ctx, { keyId: disabled.id, patch: { enabled: false } })
    await set(disabled.id, { expires_at: 1 })
    const revoked = await make('revoked')
    await updateKey(suite.ctx, { keyId: revoked.id, patch: { enabled: false } })
    await revokeKey(suite.ctx, { keyId: revoked.id })
    for (const status of ['revoked', 'disabled', 'expired', 'rotating'] as const) {
      expect(await names({ status })).toEqual([status])
    }
    expect(await names({ status: 'active' })).toEqual(['active', 'rotating'])
    expect(await names()).toHaveLength(5)
  })

  test('environment, type, API and external id are compared whole', async () => {
    const { api, make, names, organization } = await scene()
    await make('one', { environment: 'test', externalId: 'x' })
    await make('two', { type: 'elevated' })
    await suite.key({ organizationId: organization.id, name: 'elsewhere' })
    expect(await names({ environment: 'test' })).toEqual(['one'])
    expect(await names({ type: 'elevated' })).toEqual(['two'])
    expect(await names({ externalId: 'x' })).toEqual(['one'])
    expect(await names({ apiId: api.id })).toEqual(['one', 'two'])
    expect(await names({ environment: 'tes' })).toEqual([])
  })

  describe('search', () => {
    test('finds part of a name, in ASCII whatever the case, and takes % _ and \\ for themselves', async () => {
      const { make, names } = await scene()
      for (const name of ['Nightly Import', '100% off', 'a_b', 'back\\slash', 'Ünal', 'plain'])
        await make(name)
      expect(await names({ search: 'IMPORT' })).toEqual(['Nightly Import'])
      expect(await names({ search: '%' })).toEqual(['100% off'])
      expect(await names({ search: 'a_b' })).toEqual(['a_b'])
      expect(await names({ search: '_' })).toEqual(['a_b'])
      expect(await names({ search: '\\' })).toEqual(['back\\slash'])
      expect(await names({ search: 'Ünal' })).toEqual(['Ünal'])
      expect(await names({ search: "' or 1=1 --" })).toEqual([])
    })

    test('finds the start of a token, of any of its versions, exactly', async () => {
      const { make, names } = await scene()
      const key = await make('one')
      await make('two')
      await rotateKey(suite.ctx, { keyId: key.id })
      expect(await names({ search: key.start })).toContain('one')
      expect(await names({ search: key.start.slice(0, 6) })).toEqual(['one', 'two'])
      expect(await names({ search: key.start.slice(1) })).toEqual([])
      expect(await names({ search: key.start.slice(0, 6).toUpperCase() })).toEqual([])
    })
  })

  test('unused for some days: old enough, and not used since', async () => {
    const { make, names, set } = await scene()
    await make('new')
    const old = await make('old')
    await set(old.id, { created_at: Date.now() - 10 * dayMs })
    const { secret } = await suite.key({ organizationId: old.organizationId, apiId: old.apiId, name: 'used' })
    await suite.write(null, tx =>
      tx
        .updateTable('keys')
        .set({ created_at: Date.now() - 10 * dayMs })
        .where('name', '=', 'used')
        .execute(),
    )
    await suite.verify(secret)
    await suite.engine.usage.flush()
    expect(await names({ unusedForDays: 5 })).toEqual(['old'])
    expect(await names({ unusedForDays: 11 })).toEqual([])
    const { data } = await listKeys(suite.ctx, { organizationId: old.organizationId, search: 'used' })
    expect(Date.now() - Date.parse(data[0]!.lastUsedAt!)).toBeLessThan(60_000)
  })

  test('rotation due: its day has come and it still works', async () => {
    const { make, names, set } = await scene()
    await make('fresh')
    const [due, revoked] = [await make('due'), await make('revoked')]
    for (const { id } of [due, revoked]) await set(id, { rotate_by: Date.now() - 1 })
    await revokeKey(suite.ctx, { keyId: revoked.id })
    expect(await names({ rotationDue: true })).toEqual(['due'])
    expect(await names({ rotationDue: false })).toEqual(['fresh'])
  })
})
