import fc from 'fast-check'
import { generateSync } from 'otplib'
import { describe, expect, test } from 'vitest'
import { matchTotp, newTotpSecret, totpUri } from './totp.ts'

/** "12345678901234567890" of RFC 6238, appendix B, in base32. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('codes', () => {
  test.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_234_567_890, '005924', 41_152_263],
    [20_000_000_000, '353130', 666_666_666],
  ])('are those of RFC 6238: at %i', (seconds, code, step) => {
    expect(matchTotp({ secret: rfcSecret, code, now: seconds * 1000 })).toBe(step)
  })

  test('are good in their step and in those beside it, and answer which one that is', () => {
    const secret = newTotpSecret()
    const epoch = 1_795_000_020
    const code = generateSync({ secret, epoch })
    const at = (steps: number) => matchTotp({ secret, code, now: (epoch + steps * 30) * 1000 })
    expect([-2, -1, 0, 1, 2].map(at)).toEqual([null, ...Array(3).fill(epoch / 30), null])
  })

  test('may be spelled as apps show them', () => {
    for (const code of ['287082', '287 082', ' 287082 ', '287-082', '287\u00a0082'])
      expect(matchTotp({ secret: rfcSecret, code, now: 59_000 })).toBe(1)
  })

  test('are six digits and nothing else', () => {
    const odd = [
      '',
      '28708',
      '2870820',
      '２８７０８２',
      '287082\n',
      '+87082',
      '28708e',
      '\x0287082',
      '0x1234',
    ]
    for (const code of odd) expect(matchTotp({ secret: rfcSecret, code, now: 59_000 })).toBeNull()
    fc.assert(
      fc.property(fc.string(), code => {
        const isIt = /^287082$/.test(code.replaceAll(/[ \u00a0-]/g, ''))
        expect(matchTotp({ secret: rfcSecret, code, now: 59_000 }) !== null).toBe(isIt)
      }),
    )
  })
})

test('secrets have 160 bits and no two are alike', () => {
  const secrets = Array.from({ length: 50 }, newTotpSecret)
  expect(new Set(secrets).size).toBe(50)
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/)
})

test('the address for apps names issuer and account once each, whatever they hold', () => {
  const uri = new URL(totpUri({ secret: rfcSecret, issuer: 'Key: turn&x', account: 'a:b+c@example.com' }))
  expect(uri.protocol).toBe('otpauth:')
  expect(decodeURIComponent(uri.pathname)).toBe('/Key  turn&x:a b+c@example.com')
  expect(Object.fromEntries(uri.searchParams)).toEqual({ secret: rfcSecret, issuer: 'Key  turn&x' })
})
