import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import { expect, test } from 'vitest'
import { listApis } from '../apis/list-apis.ts'
import { openEngine } from '../engine.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { adoptRootKey } from './adopt-root-key.ts'
import { deleteKey } from './delete-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const request = { id: 'r', ip: null, userAgent: null, method: 'GET', path: '/', origin: null }
const newToken = () => generateToken({ prefix: 'kt', environment: 'live', randomBytes })

onBothDatabases(suite => {
  const start = (rootKey: string) => {
    const { dataDirectory, databaseUrl } = suite.test
    return openEngine({ dataDirectory, databaseUrl, rootKey, version: 'test', log })
  }
  const rootKeys = async () => (await listKeys(suite.ctx, { search: 'Root key', limit: 200 })).data

  test('the token manages everything, and given again it is no change', async () => {
    const before = await rootKeys()
    expect(before).toHaveLength(1)
    expect(before[0]).toMatchObject({
      scopes: ['*'],
      reach: { organizationId: null, apiId: null },
      expiresAt: null,
    })
    const again = await start(suite.test.rootKey)
    expect(await again.verifier.authenticate(suite.test.rootKey, request)).toMatchObject({
      ok: true,
      principal: { reach: { organizationId: null, apiId: null } },
    })
    await again.close()
    expect((await rootKeys()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  test('two nodes that start at once with the same new token agree on one key', async () => {
    const before = (await rootKeys()).length
    const token = newToken()
    const nodes = await Promise.all([start(token), start(token)])
    for (const node of nodes) {
      expect(await node.verifier.authenticate(token, request)).toMatchObject({ ok: true })
      await node.close()
    }
    expect(await rootKeys()).toHaveLength(before + 1)
  })

  test('many that adopt it at the same moment agree on one key', async () => {
    const before = (await rootKeys()).length
    const apiId = (await listApis(suite.ctx, { limit: 200 })).data.at(-1)!.id
    const token = newToken()
    await Promise.all(Array.from({ length: 8 }, () => adoptRootKey(suite.ctx, { token, apiId })))
    expect(await rootKeys()).toHaveLength(before + 1)
    expect(await suite.verify(token)).toMatchObject({ valid: true })
  })

  test.each([
    ['revoked', (keyId: string) => revokeKey(suite.ctx, { keyId })],
    ['deleted', (keyId: string) => deleteKey(suite.ctx, { keyId })],
    ['rotated out', (keyId: string) => rotateKey(suite.ctx, { keyId })],
    [
      'rotated out when its overlap was over',
      (keyId: string) =>
        suite.write({ kind: 'key', id: keyId }, tx =>
          tx.updateTable('secrets').set({ ends_at: 1 }).where('key_id', '=', keyId).execute(),
        ),
    ],
  ])('a token that was %s stops the start and stays what it is', async (_, end) => {
    const token = newToken()
    await (await start(token)).close()
    const [newest] = await rootKeys()
    await end(newest!.id)
    await expect(start(token)).rejects.toMatchObject({ code: 'key_not_active' })
    expect(await suite.verify(token)).toMatchObject({ code: 'revoked' })
  })

  test.each([
    ['too short', 'kt_live_abc'],
    ['of a wrong checksum', `${newToken().slice(0, -1)}~`],
    ['of another API', generateToken({ prefix: 'ee', environment: 'live', randomBytes })],
    ['of another environment', generateToken({ prefix: 'kt', environment: 'test', randomBytes })],
  ])('a token %s is refused without being repeated', async (_, token) => {
    const starting = start(token)
    await expect(starting).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(starting).rejects.not.toThrow(token)
  })
})
