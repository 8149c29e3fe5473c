import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runKekRotation } from './kek-rotation.ts'

test.each(databases)(
  'changing the KEK loses no token though the server is killed meanwhile, on %s',
  { timeout: 240_000 },
  async database => {
    const report = await runKekRotation({ database, organizations: 40, kills: 1 })
    expect(report).toMatchObject({ killed: 1, failed: [], lost: 0 })
    expect(report.shown).toBeGreaterThan(0)
  },
)
