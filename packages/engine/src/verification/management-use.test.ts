import { expect, test } from 'vitest'
import { EngineError } from '../errors/engine-error.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { collectingLogger, sampleEvent } from '../usage/testing/sample-events.ts'
import { ManagementUse } from './management-use.ts'

test('what is not recorded is counted, said when it begins, and summed up when it is over', async () => {
  const log = collectingLogger()
  const full = new EngineError('storage_full', 'The disk is full.')
  const answers = [full, full, null, null, full]
  const append = async () => {
    const answer = answers.shift()
    if (answer) throw answer
  }
  const use = new ManagementUse({ journal: { append }, log })
  for (let call = 0; call < 5; call++) await use.record(sampleEvent())
  expect(use.unrecorded).toBe(3)
  expect(log.lines).toHaveLength(3)
})

test('a failure that is no refusal of the journal is a bug and is not passed over', async () => {
  const bug = new TypeError('bug')
  const use = new ManagementUse({ journal: { append: () => Promise.reject(bug) }, log: collectingLogger() })
  await expect(use.record(sampleEvent())).rejects.toBe(bug)
})

onBothDatabases(suite => {
  test('while a journal cannot be written its node still takes changes, and verifies nothing', async () => {
    const { key, secret } = await suite.key()
    const node = await suite.test.addNode()
    try {
      await node.usage.journal.close()
      const request = { ...suite.ctx.request, ip: '203.0.113.7', method: 'POST', path: '/v1/keys/revoke' }
      await expect(suite.verify(secret, {}, node)).rejects.toMatchObject({ code: 'overloaded' })
      const before = node.status().managementUsesUnrecorded
      const caller = await node.verifier.authenticate(suite.test.rootKey, request)
      if (!caller.ok) throw new Error(caller.code)
      await revokeKey(node.context(caller.principal, request), { keyId: key.id })
      expect(await suite.verify(secret)).toMatchObject({ code: 'revoked' })
      expect(node.status().managementUsesUnrecorded).toBe(before + 1)
    } finally {
      await node.close()
    }
  })
})
