import { describe, expect, test } from 'vitest'
import { assertPasswordStrong } from './assert-password-strong.ts'
import { hashPassword, isPassword } from './hash-password.ts'

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

function refusal(password: string): string | null {
  try {
    assertPasswordStrong(password, ada)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

describe('a password is refused', () => {
  test('that is shorter than twelve characters, whatever they are', () => {
    expect(refusal('aB3$xY9!kQ2')).toContain('at least 12')
    expect(refusal('🦩🦩🐘🐘🦊')).toContain('at least 12')
  })

  test.each([
    'password1234',
    'Password2026!',
    'P@ssw0rd12345',
    'P@ssw0rd1985!',
    'Dr4gon1985!!',
    'passwordpassword',
    'letmein123456',
    'qwertyuiop123',
    'QwErTyUiOp!!!',
    '1qaz2wsx3edc',
    'abcdefghijkl',
    '123456789012',
    '098765432109876',
    'Summer2026!!!',
    'iloveyou2026',
    'Welcome12345!',
    'administrator1',
    'changemenow1',
    'correct horse battery staple',
    'dragonmonkey99',
    'trustno1trustno1',
    '1q2w3e4r5t6y',
    'q1w2e3r4t5y6',
    '6y5t4r3e2w1q',
    'Q1w2E3r4T5y6!',
    'unbelievable',
    'manchesterunited',
    'ManchesterUnited1999',
    'spongebob123',
    'tinkerbell12',
    'T1nkerbell12!',
    'linkinparklinkinpark',
  ])('that is tried first: %s', password => {
    expect(refusal(password)).toContain('on lists')
  })

  test('that repeats a few characters', () => {
    for (const password of ['aaaaaaaaaaaaaaaa', 'abababababababab', '121212121212'])
      expect(refusal(password)).not.toBeNull()
  })

  test('that is the own name or address with little around it', () => {
    for (const password of ['ada.lovelace@example.com', 'Lovelace!1815', 'adalovelace12', 'lovelacelovelace'])
      expect(refusal(password)).not.toBeNull()
  })
})

test.each([
  'seven tall herons wade',
  'Grüne Äpfel am Fenster',
  'tr0ub4dor&3 hedgehog',
  'x7#Lm2!qPz9@Rw',
  'four words of lovelace poetry',
])('%s will do', password => {
  expect(refusal(password)).toBeNull()
})

describe('a hash', () => {
  test('is that of its password alone, salted, and of the costs that it names', async () => {
    const [one, two] = await Promise.all([
      hashPassword('seven tall herons'),
      hashPassword('seven tall herons'),
    ])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(two)
    expect(await isPassword('seven tall herons', one)).toBe(true)
    expect(await isPassword('seven tall heron', one)).toBe(false)
    expect(await isPassword('', one)).toBe(false)
  })

  test('compares all of a long password, and one spelling of what looks the same', async () => {
    const long = 'a'.repeat(255)
    expect(await isPassword(`${long}b`, await hashPassword(`${long}a`))).toBe(false)
    expect(await isPassword('ﬁn de siècle!', await hashPassword('fin de siècle!'.normalize('NFD')))).toBe(
      true,
    )
  })

  test('that is nobody’s, or that other hands wrote, is the password of nothing', async () => {
    for (const hash of [null, '', 'x', '$argon2id$v=19$m=8,t=1,p=1$$', '$2b$10$abcdefghijklmnopqrstuv'])
      expect(await isPassword('seven tall herons', hash)).toBe(false)
  })

  test('of many at once all are answered', async () => {
    const hash = await hashPassword('seven tall herons')
    const answers = await Promise.all(Array.from({ length: 12 }, () => isPassword('seven tall herons', hash)))
    expect(answers.every(Boolean)).toBe(true)
  })
})
