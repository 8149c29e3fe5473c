import { createHash } from 'node:crypto'
import { KeyTable } from '@keyturn/core'
import { expect, test } from 'vitest'
import { KeyPages } from './key-page.ts'

const names = ['plain', 'Zoë', 'Schlüssel ✓', '🔑', '', 'x'.repeat(5_000), 'é'.repeat(5_000)]

test('a key is read back as it was put, in ASCII, in Latin-1 and beyond', () => {
  const pages = new KeyPages()
  const table = new KeyTable({ newPage: length => pages.next(length) })
  const policy = {
    scopes: [],
    allowedIps: null,
    allowedEndpoints: null,
    rateLimits: [],
    credits: false,
  }
  const records = names.map((name, number) => ({
    digest: createHash('sha256').update(name).digest(),
    secretId: `sec_${number}`,
    keyId: `key_${'k'.repeat(number * 30)}`,
    apiId: 'api_1',
    organizationId: 'org_1',
    environment: 'live',
    state: 'active' as const,
    endsAt: null,
    expiresAt: null,
    policy,
    publicJson: JSON.stringify({ name, scopes: [] }),
  }))
  for (const record of records) table.put(record)
  for (const { digest, secretId, keyId, publicJson } of records) {
    const view = table.find(digest.toString('latin1'))
    expect(view?.ids).toEqual({ secretId, keyId })
    expect(JSON.parse(view?.publicJson() ?? '')).toEqual(JSON.parse(publicJson))
  }
})

test('pages of any length are zeros, as long as asked, and share no byte', () => {
  const pages = new KeyPages()
  const lengths = [16, 1_024, 1_024, 4_096, 100, 1_024, 50_000, 16]
  const made = lengths.map(length => pages.next(length))
  expect(made.map(({ bytes }) => bytes.length)).toEqual(lengths)
  expect(made.every(({ bytes }) => bytes.every(byte => byte === 0))).toBe(true)
  for (const [number, { bytes }] of made.entries()) bytes.fill(number + 1)
  for (const [number, { bytes }] of made.entries())
    expect(bytes.every(byte => byte === number + 1)).toBe(true)
  expect(new Set(made.map(({ bytes }) => bytes.buffer)).size).toBeLessThan(made.length)
})
