import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyTable } from './key-table.ts'

const seed = Int32Array.from({ length: 17 }, (_, index) => Math.imul(index + 1, 0x9e3779b1))
const open = { scopes: [], allowedIps: null, allowedEndpoints: null, rateLimits: [], credits: false }

function digestOf(name: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(name).digest())
}

const names = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 60 })
const steps = fc.array(fc.record({ put: names, remove: names }), { maxLength: 6 })
const noDigest = fc.constantFrom(null, '', 'short', 'ü'.repeat(32), '€'.repeat(32))

test('reading ahead finds nothing and changes nothing, whatever is asked for', () => {
  fc.assert(
    fc.property(steps, fc.array(noDigest), (all, others) => {
      const table = new KeyTable({ seed, splitFrom: 4 })
      const present = new Set<string>()
      for (const { put, remove } of all) {
        for (const name of put) {
          const place = { apiId: 'api_1', organizationId: 'org_1', environment: 'live' }
          const key = { secretId: `sec_${name}`, keyId: `key_${name}`, publicJson: `{"id":"${name}"}` }
          const times = { endsAt: null, expiresAt: null }
          table.put({ digest: digestOf(name), ...key, ...place, state: 'active', ...times, policy: open })
          present.add(name)
        }
        for (const name of remove) {
          table.remove(digestOf(name))
          present.delete(name)
        }
        const texts = Array.from({ length: 41 }, (_, name) => textOf(digestOf(String(name))))
        table.readAhead([...texts, ...others])
        expect(texts.map((text, name) => (table.find(text) === null ? null : String(name)))).toEqual(
          texts.map((_, name) => (present.has(String(name)) ? String(name) : null)),
        )
      }
    }),
  )
})

function textOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString('latin1')
}
