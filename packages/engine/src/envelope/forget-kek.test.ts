import { copyFileSync, rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { getIdentityProvider } from '../identity-providers/get-identity-provider.ts'
import { setIdentityProvider } from '../identity-providers/set-identity-provider.ts'
import { createVault, defaultKekFile } from '../jobs/keep-vault.ts'
import { createKey } from '../keys/create-key.ts'
import { revealKey } from '../keys/reveal-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { enrolTotp } from '../second-factors/enrol-totp.ts'
import { openTotp } from '../second-factors/open-totp.ts'
import { findTotp } from '../second-factors/second-factor-queries.ts'
import { readKeks } from '../storage/dialects/read-keks.ts'
import type { Storage } from '../storage/storage.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, type Person } from '../testing/people.ts'
import { describeLostKek, forgetKek } from './forget-kek.ts'
import { selectKeks } from './kek-queries.ts'
import type { Vault } from './vault.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

onBothDatabases(suite => {
  /** The KEK file of this moment: each loss leaves another one. */
  let path = ''
  let losses = 0

  afterAll(() => {
    const first = defaultKekFile(suite.test.dataDirectory)
    for (let loss = 1; loss <= losses; loss++) rmSync(`${first}.${loss}`, { force: true })
  })

  async function vaultOver(file: string): Promise<Vault> {
    const { storage, clock } = suite.ctx
    const vault = createVault({ storage, clock, log: silent }, file)
    await vault.open()
    return vault
  }
  const partsWith = (vault: Vault, storage: Storage = suite.ctx.storage) => {
    return { storage, vault, clock: suite.ctx.clock }
  }
  const withVault = (vault: Vault) => ({ ...suite.ctx, vault })

  /** An organization with a token that is kept and a provider whose secret is, and the vault that both are in. */
  async function kept() {
    path ||= defaultKekFile(suite.test.dataDirectory)
    const vault = await vaultOver(path)
    const [{ id: apiId }, { id: organizationId }] = [
      await suite.api({ reveal: 'anytime' }),
      await suite.organization(),
    ]
    const wish = { apiId, organizationId, name: 'Report', scopes: ['leads:read'] }
    const { key, secret } = (await createKey(withVault(vault), wish)).result
    await setIdentityProvider(withVault(vault), {
      organizationId,
      name: 'Login',
      issuer: 'https://login.example.com',
      clientId: 'keyturn',
      clientSecret: 'hers',
      emailDomains: ['example.com'],
    })
    return { vault, keyId: key.id, token: secret ?? '', organizationId, wish }
  }

  /** The file is gone, and with it the newest KEK: what a process sees that starts then. */
  async function lose() {
    path = `${defaultKekFile(suite.test.dataDirectory)}.${++losses}`
    const kekId = (await selectKeks(suite.ctx.storage.lookups)).at(-1)?.id ?? ''
    return { kekId, vault: await vaultOver(path) }
  }
  const reveal = (keyId: string, vault: Vault) => revealKey(withVault(vault), { keyId })

  test('goes on without what was lost: keys work, and what was kept of them is kept again when they are rotated', async () => {
    const { keyId, token, organizationId } = await kept()
    const { kekId, vault } = await lose()
    expect(vault.problem).toContain(kekId)
    const counts = await describeLostKek(partsWith(vault), kekId)
    expect(counts.tokens).toBeGreaterThanOrEqual(1)
    const forgotten = await forgetKek(partsWith(vault), kekId)
    expect(forgotten).toEqual({ kekId, successor: vault.active?.id, ...counts })
    expect(vault.problem).toBeNull()
    expect(await suite.verify(token)).toMatchObject({ valid: true })
    await expect(reveal(keyId, vault)).rejects.toMatchObject({ code: 'reveal_not_allowed' })
    const { secret } = (await rotateKey(withVault(vault), { keyId })).result
    expect((await reveal(keyId, vault)).result.secret).toBe(secret)
    expect(await getIdentityProvider(suite.ctx, { organizationId })).toMatchObject({ hasClientSecret: false })
    const { data } = await listAuditEvents(suite.ctx, { targetId: kekId })
    expect(data[0]).toMatchObject({
      action: 'kek.forgotten',
      details: { ...counts, successor: vault.active?.id },
    })
    expect(await verifyAudit(suite.ctx, {})).toMatchObject({ valid: true })
  })

  test('is refused for a KEK that is there, that was never used, or that was given up', async () => {
    const { vault } = await kept()
    const present = vault.active?.id ?? ''
    const before = await selectKeks(suite.ctx.storage.lookups)
    await expect(forgetKek(partsWith(vault), present)).rejects.toMatchObject({ code: 'conflict' })
    await expect(forgetKek(partsWith(vault), 'kek_0')).rejects.toMatchObject({ code: 'not_found' })
    expect(await selectKeks(suite.ctx.storage.lookups)).toEqual(before)
    const lost = await lose()
    await forgetKek(partsWith(lost.vault), lost.kekId)
    await expect(forgetKek(partsWith(lost.vault), lost.kekId)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a server that still remembers a data key encrypts nothing under it any more', async () => {
    const { vault: running, organizationId, wish } = await kept()
    const old = path
    await running.dataKeyOf(organizationId)
    const { kekId, vault } = await lose()
    await forgetKek(partsWith(vault), kekId)
    const created = () => createKey(withVault(running), wish)
    await expect(created()).rejects.toMatchObject({ code: 'sealed', retryAfterSeconds: expect.any(Number) })
    copyFileSync(path, old)
    await running.open()
    await running.dataKeyOf(organizationId)
    expect(running.problem).toBeNull()
    const { key, secret } = (await created()).result
    expect((await reveal(key.id, vault)).result.secret).toBe(secret)
  })

  test('a server that still remembers a data key opens what was sealed under the one in its place', async () => {
    const { vault: running, keyId, organizationId, wish } = await kept()
    const old = path
    await running.dataKeyOf(organizationId)
    const { kekId, vault } = await lose()
    await forgetKek(partsWith(vault), kekId)
    copyFileSync(path, old)
    const { secret } = (await rotateKey(withVault(vault), { keyId })).result
    expect((await reveal(keyId, running)).result.secret).toBe(secret)
    const { data } = await listAuditEvents(suite.ctx, { targetId: keyId })
    expect(data.map(({ action }) => action)).not.toContain('key.reveal_failed')
    expect((await createKey(withVault(running), wish)).result.secret).toEqual(expect.any(String))
  })

  test('a server that has not looked at its file since finds the successor in it as it encrypts', async () => {
    const { vault: running, organizationId, wish } = await kept()
    const old = path
    await running.dataKeyOf(organizationId)
    const { kekId, vault } = await lose()
    const keys: string[] = []
    const creating = async () => {
      for (let index = 0; index < 20; index++) {
        const { key } = (await createKey(withVault(running), wish)).result
        keys.push(key.id)
      }
    }
    const forgetting = async () => {
      // Both files say the same before anything is taken: what is created meanwhile is not refused.
      await vault.succeed()
      copyFileSync(path, old)
      await forgetKek(partsWith(vault), kekId)
    }
    await Promise.all([creating(), forgetting()])
    const { key, secret } = (await createKey(withVault(running), wish)).result
    expect((await reveal(key.id, vault)).result.secret).toBe(secret)
    for (const id of keys) {
      const shown = await reveal(id, vault).catch((error: { code: string }) => error.code)
      expect(typeof shown === 'object' || shown === 'reveal_not_allowed', String(shown)).toBe(true)
    }
  })

  test('authenticator apps stay, and none is set up under what was lost', async () => {
    const { vault: running } = await kept()
    const old = path
    const [ada, eve] = [await addPerson(suite, {}), await addPerson(suite, {})]
    const enrol = async (person: Person) =>
      enrolTotp({ ...(await person.request()), vault: running }, { secret: 'JBSWY3DPEHPK3PXP' })
    await enrol(ada)
    const { storage } = suite.ctx
    const before = await findTotp(storage.lookups, ada.userId)
    const { kekId, vault } = await lose()
    await forgetKek(partsWith(vault), kekId)
    const after = await findTotp(storage.lookups, ada.userId)
    expect(after).toEqual({ ...before, data_key_id: expect.not.stringMatching(before?.data_key_id ?? '') })
    await expect(enrol(eve)).rejects.toMatchObject({ code: 'sealed' })
    expect(await findTotp(storage.lookups, eve.userId)).toBeUndefined()
    copyFileSync(path, old)
    await running.open()
    await enrol(eve)
    expect(await openTotp({ storage, vault }, eve.userId)).toMatchObject({ secret: 'JBSWY3DPEHPK3PXP' })
  })

  test('what was broken off is gone on with when it is done again', async () => {
    const { keyId } = await kept()
    const { kekId, vault } = await lose()
    const { storage } = suite.ctx
    const failing: Storage = Object.create(storage, {
      transaction: { value: () => Promise.reject(new Error('the power went')) },
    })
    await expect(forgetKek(partsWith(vault, failing), kekId)).rejects.toThrow('the power went')
    expect(vault.problem).toBeNull()
    await forgetKek(partsWith(vault), kekId)
    await expect(reveal(keyId, vault)).rejects.toMatchObject({ code: 'reveal_not_allowed' })
  })

  test('what the database says of its KEKs can be read from outside, while it is used', async () => {
    await kept()
    const { databaseUrl = null, dataDirectory } = suite.test
    const [stored, known] = [
      await readKeks({ dataDirectory, databaseUrl }),
      await selectKeks(suite.ctx.storage.lookups),
    ]
    expect(stored.map(({ id }) => id)).toEqual(known.map(({ id }) => id))
    expect(stored.at(-1)).toMatchObject({ isRetired: false, dataKeys: expect.any(Number) })
    expect(stored.at(-1)?.dataKeys).toBeGreaterThan(0)
  })
})
