import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Digests, digestWords, readDigestText } from './digest.ts'
import { KeyTable } from './key-table.ts'

const seed = Int32Array.from({ length: 17 }, (_, index) => Math.imul(index + 1, 0x9e3779b1))
const open = { scopes: [], allowedIps: null, allowedEndpoints: null, rateLimits: [], credits: false }
const place = { apiId: 'api_1', organizationId: 'org_1', environment: 'live' }

function digestOf(number: number): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(String(number)).digest())
}

function textOf(number: number): string {
  return Buffer.from(digestOf(number)).toString('latin1')
}

function put(table: KeyTable, number: number): void {
  const key = { secretId: `sec_${number}`, keyId: `key_${number}`, publicJson: `{"id":${number}}` }
  const state = { state: 'active', endsAt: null, expiresAt: null } as const
  table.put({ digest: digestOf(number), ...key, ...place, ...state, policy: open })
}

/** Null: no digest. What stands where one was before must not be found. */
function digestsOf(numbers: readonly (number | null)[]): Digests {
  const words = new Int32Array(numbers.length * digestWords)
  for (const [index, each] of numbers.entries()) readDigestText(textOf(each ?? 1), words, index * digestWords)
  return { count: numbers.length, words, present: Uint8Array.from(numbers, each => Number(each !== null)) }
}

const number = fc.nat(40)
const step = fc.oneof(
  fc.record({ put: number }),
  fc.record({ remove: number }),
  fc.record({ find: number }),
  fc.record({ findAll: fc.array(number) }),
  fc.record({ readAhead: fc.array(fc.option(number), { maxLength: 40 }), during: number }),
)

test('what was read ahead is found as if it had not been, whatever is asked for and changed in between', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const table = new KeyTable({ seed, splitFrom: 4 })
      const present = new Set<number>()
      const expectFound = (each: number): void =>
        expect(table.find(textOf(each))?.publicJson() ?? null).toBe(
          present.has(each) ? `{"id":${each}}` : null,
        )
      for (const each of steps) {
        if ('put' in each) {
          put(table, each.put)
          present.add(each.put)
        } else if ('remove' in each) {
          table.remove(digestOf(each.remove))
          present.delete(each.remove)
        } else if ('find' in each) expectFound(each.find)
        else if ('findAll' in each) for (const one of each.findAll) expectFound(one)
        else {
          table.readAhead(digestsOf(each.readAhead))
          for (const [index, one] of each.readAhead.entries()) {
            if (one === each.during && present.delete(one)) table.remove(digestOf(one))
            const wanted = one !== null && present.has(one) ? `{"id":${one}}` : null
            expect(table.findAhead(index)?.publicJson() ?? null).toBe(wanted)
          }
          expect(table.findAhead(each.readAhead.length)).toBeNull()
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('what was removed or put since it was read ahead is found as it is now', () => {
  const table = new KeyTable({ seed, splitFrom: 4 })
  put(table, 1)
  table.readAhead(digestsOf([1, 2]))
  table.remove(digestOf(1))
  put(table, 2)
  expect(table.findAhead(0)).toBeNull()
  expect(table.findAhead(1)?.keyId).toBe('key_2')
})
