import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { selectKeks } from '../envelope/kek-queries.ts'
import { newKekLine } from '../envelope/local-kek.ts'
import { rotateKekFile } from '../envelope/rotate-kek-file.ts'
import type { Vault } from '../envelope/vault.ts'
import { createVault, defaultKekFile, keepVault } from '../jobs/keep-vault.ts'
import type { Context } from '../mutate/context.ts'
import { IdempotentRequest } from '../mutate/idempotent-request.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { bulkRevokeKeys } from './bulk-revoke-keys.ts'
import { createKey } from './create-key.ts'
import { deleteKey } from './delete-key.ts'
import { importKeys } from './import-keys.ts'
import { revealKey } from './reveal-key.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

onBothDatabases(suite => {
  const kept = async (organizationId?: string) => {
    const api = await suite.api({ reveal: 'anytime' })
    return suite.key({ apiId: api.id, ...(organizationId ? { organizationId } : {}) })
  }
  const reveal = async (keyId: string, ctx = suite.ctx) => (await revealKey(ctx, { keyId })).result.secret
  const actions = async (keyId: string) => {
    const { data } = await listAuditEvents(suite.ctx, { targetId: keyId })
    return data.map(({ action }) => action)
  }
  const secretsOf = (keyId: string) =>
    suite.ctx.storage.lookups
      .selectFrom('secrets')
      .select(['id', 'ciphertext', 'data_key_id'])
      .where('key_id', '=', keyId)
      .execute()
  const write = (keyId: string, ciphertext: Buffer) =>
    suite.write(null, tx =>
      tx.updateTable('secrets').set({ ciphertext }).where('key_id', '=', keyId).execute(),
    )
  const file = () => defaultKekFile(suite.test.dataDirectory)
  /** What another process sees that has this KEK file. */
  const vaultOver = async (path: string): Promise<Vault> => {
    const { storage, clock } = suite.ctx
    const vault = createVault({ storage, clock, log: silent }, path)
    await vault.open()
    return vault
  }
  const withVault = (vault: Vault): Context => ({ ...suite.ctx, vault })

  test('shows the token that was made, each time, and writes each time down', async () => {
    const { key, secret } = await kept()
    expect(await reveal(key.id)).toBe(secret)
    expect(await reveal(key.id)).toBe(secret)
    expect(await actions(key.id)).toEqual(['key.revealed', 'key.revealed', 'key.created'])
    const [stored] = await secretsOf(key.id)
    expect(stored?.ciphertext?.includes(secret.slice(11))).toBe(false)
  })

  test('is for keys:reveal alone, and for who reaches the key', async () => {
    const { key } = await kept()
    await expect(reveal(key.id, suite.as({ scopes: ['keys:read', 'keys:write'] }))).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
    const { id } = await suite.organization()
    await expect(reveal(key.id, suite.as({ reach: { organizationId: id } }))).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await actions(key.id)).toEqual(['key.created'])
  })

  test('is refused where the API shows tokens once, and nothing is kept there', async () => {
    const { key } = await suite.key()
    await expect(reveal(key.id)).rejects.toMatchObject({ code: 'reveal_not_allowed' })
    expect(await secretsOf(key.id)).toMatchObject([{ ciphertext: null, data_key_id: null }])
  })

  test('is refused for an imported key, of which only the digest is known', async () => {
    const api = await suite.api({ reveal: 'anytime' })
    const organizationId = (await suite.organization()).id
    const sha256 = Buffer.from(`${api.prefix} is unique`).toString('hex').padEnd(64, '0').slice(0, 64)
    const settings = { name: 'Old', apiId: api.id, organizationId, scopes: ['leads:read'], sha256 }
    const { data } = (await importKeys(suite.ctx, { keys: [settings] })).result
    await expect(reveal(data[0]?.id ?? '')).rejects.toMatchObject({ code: 'reveal_not_allowed' })
  })

  test('shows the newest token after a rotation, and keeps no other', async () => {
    const { key } = await kept()
    const { secret: second } = (await rotateKey(suite.ctx, { keyId: key.id, overlapSeconds: 3_600 })).result
    expect(await reveal(key.id)).toBe(second)
    const stored = await secretsOf(key.id)
    expect(stored.filter(({ ciphertext }) => ciphertext !== null)).toHaveLength(1)
  })

  test.each([
    ['revoked', 'key_not_active', (ctx: Context, keyId: string) => revokeKey(ctx, { keyId })],
    [
      'revoked with others',
      'key_not_active',
      (ctx: Context, keyId: string) => bulkRevokeKeys(ctx, { keyIds: [keyId] }),
    ],
    ['deleted', 'not_found', (ctx: Context, keyId: string) => deleteKey(ctx, { keyId })],
  ])('nothing is kept of a key that is %s', async (_, code, end) => {
    const { key } = await kept()
    await end(suite.ctx, key.id)
    await expect(reveal(key.id)).rejects.toMatchObject({ code })
    expect(await secretsOf(key.id)).toMatchObject([{ ciphertext: null, data_key_id: null }])
  })

  test('a token that was changed, or is of another key, stays closed, and that is written down', async () => {
    const [one, other] = [await kept(), await kept()]
    const [stored] = await secretsOf(one.key.id)
    const [foreign] = await secretsOf(other.key.id)
    if (!stored?.ciphertext || !foreign?.ciphertext) throw new Error('nothing is kept')
    const flipped = Buffer.from(stored.ciphertext)
    flipped[20] = (flipped[20] ?? 0) ^ 1
    for (const ciphertext of [flipped, stored.ciphertext.subarray(0, -1), foreign.ciphertext]) {
      await write(one.key.id, ciphertext)
      await expect(reveal(one.key.id)).rejects.toMatchObject({ code: 'decryption_failed' })
    }
    expect(await actions(one.key.id)).toEqual([...Array(3).fill('key.reveal_failed'), 'key.created'])
    await write(one.key.id, stored.ciphertext)
    expect(await reveal(one.key.id)).toBe(one.secret)
  })

  test('a token within its organization stays with its key, and after a rotation with its secret', async () => {
    const organizationId = (await suite.organization()).id
    const [one, other] = [await kept(organizationId), await kept(organizationId)]
    const [before] = await secretsOf(one.key.id)
    const [foreign] = await secretsOf(other.key.id)
    await rotateKey(suite.ctx, { keyId: one.key.id })
    for (const stored of [before, foreign]) {
      const newest = (await secretsOf(one.key.id)).find(({ ciphertext }) => ciphertext !== null)
      await suite.write(null, tx =>
        tx
          .updateTable('secrets')
          .set({ ciphertext: stored?.ciphertext ?? null })
          .where('id', '=', newest?.id ?? '')
          .execute(),
      )
      await expect(reveal(one.key.id)).rejects.toMatchObject({ code: 'decryption_failed' })
    }
  })

  test.each([
    ['missing', null, /There is no KEK file/],
    ['cut', 'kek_AAAA', /not a whole key/],
    ['another one', `${newKekLine()}\n`, /The KEK file holds kek_/],
  ])(
    'with a KEK file that is %s the vault is sealed, and names the key that it needs',
    async (_, text, why) => {
      const { key, secret } = await kept()
      const elsewhere = `${file()}.elsewhere`
      if (text !== null) writeFileSync(elsewhere, text)
      const vault = await vaultOver(elsewhere)
      const [first] = await selectKeks(suite.ctx.storage.lookups)
      expect(vault.problem).toMatch(why)
      expect(vault.problem).toContain(first?.id)
      const sealed = { code: 'sealed', retryAfterSeconds: 60 }
      await expect(reveal(key.id, withVault(vault))).rejects.toMatchObject(sealed)
      const settings = {
        name: 'New',
        apiId: key.apiId,
        organizationId: key.organizationId,
        scopes: ['leads:read'],
      }
      await expect(createKey(withVault(vault), settings)).rejects.toMatchObject(sealed)
      expect(await suite.verify(secret)).toMatchObject({ code: 'valid' })
      expect(await selectKeks(suite.ctx.storage.lookups)).toHaveLength(1)
      copyFileSync(file(), elsewhere)
      await vault.open()
      expect(await reveal(key.id, withVault(vault))).toBe(secret)
      rmSync(elsewhere)
    },
  )

  test('two nodes that make the first key of an organization at once use one data key', async () => {
    const organizationId = (await suite.organization()).id
    const vaults = await Promise.all([1, 2, 3, 4].map(() => vaultOver(file())))
    const dataKeys = await Promise.all(vaults.map(vault => vault.dataKeyOf(organizationId)))
    expect(new Set(dataKeys.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1)
  })

  test('a rotated KEK takes over every data key, and the old one can go', async () => {
    const { key, secret } = await kept()
    const { storage, clock, vault } = suite.ctx
    const parts = { storage, clock, log: silent }
    const { kekId, previous } = await rotateKekFile(file())
    await keepVault(parts, vault)
    expect(await reveal(key.id)).toBe(secret)
    const left = await storage.lookups.selectFrom('data_keys').select('kek_id').distinct().execute()
    expect(left).toEqual([{ kek_id: kekId }])
    const inUse = (await selectKeks(storage.lookups)).filter(({ retired_at }) => retired_at === null)
    expect(inUse.map(({ id }) => id)).toEqual([kekId])
    const text = readFileSync(file(), 'utf8').split('\n')
    const withoutOld = text
      .filter(line => !line.startsWith('kek_'))
      .concat(text.find(line => line.startsWith('kek_')) ?? '')
    writeFileSync(file(), `${withoutOld.join('\n')}\n`)
    const again = await vaultOver(file())
    expect(again.problem).toBeNull()
    expect(previous).toHaveLength(1)
    expect(await reveal(key.id, withVault(again))).toBe(secret)
    const { data } = await listAuditEvents(suite.ctx, { targetId: kekId })
    expect(data.map(({ action }) => action)).toEqual(['kek.registered'])
  })

  test('a node takes up the rotated file when it meets what that wraps', async () => {
    const { key, secret } = await kept()
    const { storage, clock } = suite.ctx
    const old = `${file()}.old`
    copyFileSync(file(), old)
    const behind = await vaultOver(old)
    await rotateKekFile(file())
    await keepVault({ storage, clock, log: silent }, suite.ctx.vault)
    copyFileSync(file(), old)
    expect(await reveal(key.id, withVault(behind))).toBe(secret)
    rmSync(old)
  })

  test('with the KEK file from before a rotation the vault is sealed, and names the key that it needs', async () => {
    const { key, secret } = await kept()
    const before = `${file()}.before`
    copyFileSync(file(), before)
    const { storage, clock, vault } = suite.ctx
    const { kekId } = await rotateKekFile(file())
    await keepVault({ storage, clock, log: silent }, vault)
    const behind = await vaultOver(before)
    expect(behind.problem).toContain(kekId)
    await expect(reveal(key.id, withVault(behind))).rejects.toMatchObject({ code: 'sealed' })
    expect(await reveal(key.id)).toBe(secret)
    rmSync(before)
  })

  test('a repeated request is answered as before, whether the data key is in memory or not', async () => {
    const api = await suite.api({ reveal: 'anytime' })
    const organizationId = (await suite.organization()).id
    const settings = { name: 'Once', apiId: api.id, organizationId, scopes: ['leads:read'] }
    const cold = async () => withVault(await vaultOver(file()))
    const request = (key: string, ctx: Context): Context => {
      const idempotency = new IdempotentRequest({ key, body: '{}' })
      return { ...ctx, request: { ...ctx.request, idempotency } }
    }
    const made = []
    for (const ctx of [await cold(), suite.ctx, await cold()]) {
      made.push((await createKey(request('create', ctx), settings)).result.key.id)
    }
    expect(new Set(made).size).toBe(1)
    const keyId = made[0] ?? ''
    const starts = []
    for (const ctx of [await cold(), suite.ctx, await cold()]) {
      starts.push((await rotateKey(request('rotate', ctx), { keyId })).result.key.start)
    }
    expect(new Set(starts).size).toBe(1)
    expect(await actions(keyId)).toEqual(['key.rotated', 'key.created'])
  })

  test('two nodes whose files have the keys in another order do not rotate against each other', async () => {
    await kept()
    const { storage, clock, vault } = suite.ctx
    const parts = { storage, clock, log: silent }
    await rotateKekFile(file())
    await keepVault(parts, vault)
    const text = readFileSync(file(), 'utf8')
    const lines = text.split('\n').filter(line => line.startsWith('kek_'))
    const turned = `${file()}.turned`
    writeFileSync(turned, `${lines.toReversed().join('\n')}\n`)
    const other = await vaultOver(turned)
    const before = await selectKeks(storage.lookups)
    for (let round = 0; round < 3; round++) {
      await keepVault(parts, other)
      await keepVault(parts, vault)
    }
    expect(await selectKeks(storage.lookups)).toEqual(before)
    expect(other.active?.id).toBe(vault.active?.id)
    rmSync(turned)
  })

  test('a leaked key is rotated also while the vault is sealed; its new token is shown once', async () => {
    const { key, secret } = await kept()
    const vault = await vaultOver(`${file()}.nowhere`)
    const { secret: next } = (await rotateKey(withVault(vault), { keyId: key.id })).result
    expect(await suite.verify(secret)).toMatchObject({ code: 'revoked' })
    expect(await suite.verify(next ?? '')).toMatchObject({ code: 'valid' })
    await expect(reveal(key.id)).rejects.toMatchObject({ code: 'reveal_not_allowed' })
  })

  test('with its organization goes what could have been shown again', async () => {
    const { key } = await kept()
    await deleteOrganization(suite.ctx, { organizationId: key.organizationId })
    const rows = await suite.ctx.storage.lookups
      .selectFrom('data_keys')
      .select('id')
      .where('organization_id', '=', key.organizationId)
      .execute()
    expect(rows).toEqual([])
    expect(await secretsOf(key.id)).toMatchObject([{ ciphertext: null, data_key_id: null }])
  })
})
