import { afterEach, expect, test, vi } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { assertFitsInMemory } from './memory-needs.ts'

const gibibyte = 2 ** 30

afterEach(() => vi.restoreAllMocks())

test('more keys than memory refuse the start and say how much is needed', () => {
  expect(() => assertFitsInMemory({ secrets: 10_000_000, textBytesPerSecret: 60 }, 4 * gibibyte)).toThrow(
    '10000000 secrets need about 4.6 GiB of memory and this process may use 3.2. Give it more.',
  )
})

test('what fits starts, unless its keys carry a lot of metadata', () => {
  const secrets = 1_000_000
  expect(() => assertFitsInMemory({ secrets, textBytesPerSecret: 60 }, 4 * gibibyte)).not.toThrow()
  expect(() => assertFitsInMemory({ secrets, textBytesPerSecret: 4_000 }, 4 * gibibyte)).toThrow('4.9 GiB')
})

onBothDatabases(suite => {
  test('a node whose memory is too small does not start, and those that run are not disturbed', async () => {
    const { key, secret } = await suite.key()
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(100)
    await expect(suite.test.addNode()).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(/^\d+ secrets need about 0\.0 GiB of memory .* Give it more\.$/),
    })
    vi.restoreAllMocks()
    expect(await suite.verify(secret)).toMatchObject({ valid: true, key: { id: key.id } })
    const started = await suite.test.addNode()
    await started.close()
  })
})
