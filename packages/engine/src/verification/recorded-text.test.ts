import { expect, test } from 'vitest'
import { toKeptRequest } from './verification-event.ts'

const secretPart = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V'
const token = `wx_live_${secretPart}`

test('of a token that stands where a text is cut nothing is kept either', () => {
  for (let before = 0; before < 2_100; before += before < 520 ? 1 : 9) {
    const text = `${'x'.repeat(before)} ${token}`
    const request = { method: text, path: text, ip: text, userAgent: text, origin: text }
    expect(JSON.stringify(toKeptRequest(request))).not.toContain(secretPart.slice(0, 3))
  }
})

test('texts are kept up to their lengths', () => {
  const text = '_'.repeat(3_000)
  const kept = toKeptRequest({ method: text, path: text, ip: text, userAgent: text, origin: text })
  const lengths = Object.entries(kept).map(([name, each]) => [name, each?.length])
  expect(Object.fromEntries(lengths)).toEqual({ method: 32, path: 2048, ip: 64, userAgent: 512, origin: 256 })
  const nothing = { method: null, path: null, ip: null, userAgent: null, origin: null }
  expect(toKeptRequest(undefined)).toEqual(nothing)
})
