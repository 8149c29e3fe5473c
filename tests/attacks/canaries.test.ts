import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runCanaries } from './canaries.ts'

test.each(databases)(
  'on %s no secret of a key or a person is found but where it is meant for',
  {
    timeout: 120_000,
  },
  async database => {
    const { secrets, found } = await runCanaries({ database, keys: 10, people: 2 })
    expect(found).toEqual([])
    expect(secrets).toBeGreaterThan(60)
  },
)
