import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeTime, encodeBase32 } from './base32.ts'
import { firstIdAt, isId, newId, newVerificationBytes, timeOfId, verificationIdOf } from './new-id.ts'

const now = Date.UTC(2026, 10, 20, 12)
const timeMax = 2 ** 48 - 1

function decode(text: string): bigint {
  let value = 0n
  for (const digit of text) value = value * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(digit))
  return value
}

describe('base32', () => {
  test('round-trips 128 bits as 26 digits, in the order of the bytes', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const [left, right] = [encodeBase32(one), encodeBase32(other)]
        expect(left).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)
        expect(decode(left)).toBe(BigInt(`0x${Buffer.from(one).toString('hex')}`))
        expect(Math.sign(Buffer.compare(one, other))).toBe(left < right ? -1 : left > right ? 1 : 0)
      }),
    )
  })

  test('is all zeros and all ones at its ends', () => {
    expect(encodeBase32(new Uint8Array(16))).toBe('0'.repeat(26))
    expect(encodeBase32(new Uint8Array(16).fill(255))).toBe(`7${'z'.repeat(25)}`)
  })

  test('shows the time of a UUIDv7', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: timeMax }), ms => {
        expect(decodeTime(firstIdAt('ver', ms).slice(4))).toBe(ms)
      }),
    )
  })
})

describe('newId', () => {
  test('ids of one process are distinct and sort in the order in which they were made, also if the clock steps back', () => {
    const clock = fc.array(fc.integer({ min: now, max: now + 5 }), { minLength: 50, maxLength: 200 })
    let last = newId('key', now)
    fc.assert(
      fc.property(clock, times => {
        for (const ms of times) {
          const id = newId('key', ms)
          expect(id > last).toBe(true)
          last = id
        }
      }),
    )
  })

  test('more than 4,096 ids in one millisecond stay in order and distinct', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('ver', now))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is a UUIDv7: version and variant where RFC 9562 wants them, the rest random', () => {
    const bits = Array.from({ length: 200 }, () => decode(newId('sec', now).slice(4)))
    for (const value of bits) {
      expect((value >> 76n) & 0xfn).toBe(7n)
      expect((value >> 62n) & 0b11n).toBe(0b10n)
    }
    const random = bits.map(value => value & ((1n << 62n) - 1n))
    expect(new Set(random).size).toBe(bits.length)
    for (let bit = 0n; bit < 62n; bit++)
      expect(new Set(random.map(value => (value >> bit) & 1n)).size).toBe(2)
  })

  test('bytes of verifications spell ids that sort among all others by their making', () => {
    const bytes = new Uint8Array(16)
    let before = ''
    for (let made = 0; made < 5_000; made++) {
      const at = now + 40_000 + Math.floor(made / 50)
      newVerificationBytes(at, bytes)
      const id = verificationIdOf(bytes)
      expect(id).toBe(`ver_${encodeBase32(bytes)}`)
      expect(timeOfId('ver', id)).toBe(at)
      const after = newId('ver', at)
      expect([before < id, id < after]).toEqual([true, true])
      before = after
    }
  })

  test('tells when it was made, and only for its own kind', () => {
    const later = now + 86_400_000
    const id = newId('key', later)
    expect(timeOfId('key', id)).toBe(later)
    expect(timeOfId('org', id)).toBeNull()
    expect(isId('key', id)).toBe(true)
    for (const wrong of [
      id.slice(1),
      `${id}0`,
      id.toUpperCase(),
      `key_8${id.slice(5)}`,
      `key_${'u'.repeat(26)}`,
      '',
    ]) {
      expect(isId('key', wrong)).toBe(false)
    }
  })
})

describe('firstIdAt', () => {
  test('separates the ids of two months', () => {
    const boundary = Date.UTC(2027, 0, 1)
    const first = firstIdAt('ver', boundary)
    expect(newId('ver', boundary - 1) < first).toBe(true)
    expect(newId('ver', boundary) >= first).toBe(true)
    expect(isId('ver', first)).toBe(true)
  })
})
