import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runDeletedOrganization } from './deleted-organization.ts'

test.each(databases)(
  'on %s no token of a deleted organization can be had again, from a backup neither, once the KEK of its time is gone',
  { timeout: 240_000 },
  async database => {
    expect(await runDeletedOrganization({ database, tokens: 5 })).toEqual({
      tokens: 5,
      recovered: [],
      othersLost: 0,
      auditValid: true,
    })
  },
)
