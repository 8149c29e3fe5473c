import { expect, test } from 'vitest'
import { wrapText } from './text-width.ts'

test('a sentence that is too long goes on in the next line after a word', () => {
  expect(wrapText('Start the server, or correct it.', 11)).toBe('Start the\nserver, or\ncorrect it.')
})

test('lines that fit stay as they are, and so does a word that does not', () => {
  const text = '  keys   list\nhttp://127.0.0.1:8787 answers.'
  expect(wrapText(text, 15)).toBe('  keys   list\nhttp://127.0.0.1:8787\nanswers.')
})
