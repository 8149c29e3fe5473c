import { describe, expect, test } from 'vitest'
import { type EngineLog, openEngine } from '../index.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { UnreadableRows } from './unreadable-rows.ts'

class ErrorLines implements EngineLog {
  readonly lines: Record<string, unknown>[] = []
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(details: object): void {
    this.lines.push({ ...details })
  }
  of(id: string): Record<string, unknown>[] {
    return this.lines.filter(line => line['id'] === id)
  }
}

test('a row is said once while it stays damaged, also after everything was loaded anew, and again after it was mended', () => {
  const log = new ErrorLines()
  const rows = new UnreadableRows(log)
  rows.note('key', 'key_1', ['policy'])
  rows.note('key', 'key_1', ['policy'])
  const anew = rows.anew()
  expect(anew.counts).toEqual({ api: 0, organization: 0, key: 0 })
  anew.note('key', 'key_1', ['policy'])
  expect([log.lines.length, anew.counts.key]).toEqual([1, 1])
  anew.note('key', 'key_1', [])
  expect(anew.counts.key).toBe(0)
  anew.note('key', 'key_1', ['policy'])
  expect(log.lines).toHaveLength(2)
})

test('a database damaged throughout does not fill the log', () => {
  const log = new ErrorLines()
  const rows = new UnreadableRows(log)
  for (let index = 0; index < 5_000; index++) rows.note('key', `key_${index}`, ['policy'])
  expect(log.lines).toHaveLength(1_001)
  expect(rows.counts.key).toBe(5_000)
})

const canary = 'canary-5f1b'

onBothDatabases(suite => {
  describe('a row that cannot be read is named in the log of each node, without what it holds, and counted', () => {
    test.each([
      { table: 'keys', column: 'scopes', text: `["${canary}`, names: ['policy'] },
      { table: 'keys', column: 'allowed_ips', text: 'null', names: ['policy'] },
      { table: 'keys', column: 'rate_limits', text: `[{"name":"${canary}","limit":-1}]`, names: ['policy'] },
      { table: 'apis', column: 'scopes', text: `[{"name":7,"x":"${canary}"}]`, names: ['scopes'] },
      { table: 'organizations', column: 'scope_ceiling', text: `"${canary}"`, names: ['scopeCeiling'] },
      {
        table: 'organizations',
        column: 'key_policy',
        text: `{"rotation":"${canary}"}`,
        names: ['keyPolicy'],
      },
      { table: 'organizations', column: 'rate_limits', text: `["${canary}"]`, names: ['rateLimits'] },
    ] as const)('$table $column $text', async ({ table, column, text, names }) => {
      const { key } = await suite.key()
      const { id, kind } = {
        keys: { id: key.id, kind: 'key' as const },
        apis: { id: key.apiId, kind: 'api' as const },
        organizations: { id: key.organizationId, kind: 'organization' as const },
      }[table]
      const before = suite.engine.status().unreadable[kind]
      await suite.write({ kind, id }, tx =>
        tx
          .updateTable(table)
          .set({ [column]: text })
          .where('id', '=', id)
          .execute(),
      )
      expect(suite.engine.status().unreadable[kind]).toBe(before + 1)
      const log = new ErrorLines()
      const { dataDirectory, databaseUrl } = suite.test
      const second = await openEngine({ dataDirectory, databaseUrl, version: '0.0.0-test', log })
      try {
        await suite.write({ kind, id }, async () => undefined)
        expect(log.of(id)).toEqual([{ kind, id, unreadable: names }])
        expect(second.status().unreadable).toEqual(suite.engine.status().unreadable)
        expect(JSON.stringify(log.lines)).not.toContain(canary)
      } finally {
        await second.close()
      }
      if (kind !== 'key') return
      await revokeKey(suite.ctx, { keyId: id })
      expect(suite.engine.status().unreadable[kind]).toBe(before)
    })
  })
})
