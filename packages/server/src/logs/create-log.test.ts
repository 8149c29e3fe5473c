import { expect, test } from 'vitest'
import { createLog, forFixedMembers } from './create-log.ts'

type Log = ReturnType<typeof createLog>

const token = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog('debug', { write: (line: string) => lines.push(line) }))
  return lines.join('')
}

test.each([
  'authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'key',
  'secret',
  'token',
  'rootKey',
  'password',
])('a member called %s is blanked, at any of three levels', name => {
  const text = logged(log => log.info({ [name]: 'hush', a: { [name]: 'hush', b: { [name]: 'hush' } } }, 'x'))
  expect(text).not.toContain('hush')
  expect(text).toContain('[redacted]')
})

test('whatever looks like a token is cut from the line, wherever it stands', () => {
  const text = logged(log =>
    log.error({ err: new Error(`bad ${token}`), deep: { a: { b: { c: token } } } }, token),
  )
  expect(text).not.toContain(token.slice(8))
  expect(text).toContain('ee_live_…')
})

test('what a caller sent cannot start a second line', () => {
  const text = logged(log => log.info({ userAgent: 'x\n{"level":"fatal"}\r\u001b[31m' }, 'a\nb'))
  expect(text.trimEnd().split('\n')).toHaveLength(1)
  expect(text).not.toContain('\u001b')
})

test('a log for fixed members writes the same line, and cuts tokens from it', () => {
  const line = (log: Log) => log.info({ route: '/v1/keys', status: 201, odd: token }, 'request')
  const strip = (text: string): string => text.replace(/"at":"[^"]*"/, '')
  expect(strip(logged(log => line(forFixedMembers(log))))).toBe(strip(logged(line)))
  expect(logged(log => line(forFixedMembers(log)))).not.toContain(token)
})
