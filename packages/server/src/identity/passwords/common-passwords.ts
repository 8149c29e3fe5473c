/**
 * Passwords that attackers try first: well-known words and what people make of them (capitals, digits for letters,
 * years and signs at either end, a word twice, runs along the keyboard). The words are our own list, not one of leaked
 * passwords: what is refused here is weak, what is not need not be strong.
 */
import { commonPhrases } from './common-phrases.ts'
import { commonWords } from './common-words.ts'

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  ...interleavedRows(),
]
const runLengthMin = 4

const spelledBack: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
  '+': 't',
}

/** The longest first, so that no word is taken out of the middle of another. */
const words = [...commonWords, ...commonPhrases].sort((left, right) => right.length - left.length)

/** Two well-known words with anything short around them are still tried first; four of one's own are not. */
const wordsMax = 2

/** Whether a password is a well-known one or a usual variation of it. */
export function isCommonPassword(password: string): boolean {
  const plain = withoutRuns(password.toLowerCase())
  // Signs and years at the ends are taken off before digits are read as letters, or they would become some.
  const bare = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return [plain, spellBack(plain), spellBack(bare)].some(isVariation)
}

function spellBack(text: string): string {
  return text.replace(/[01345789@$!|+]/g, sign => spelledBack[sign] ?? sign)
}

function isVariation(text: string): boolean {
  const compact = text.replace(/[\s._-]+/g, '')
  const taken = new Set<string>()
  let rest = compact
  for (const word of words) {
    if (!rest.includes(word)) continue
    taken.add(word)
    rest = rest.replaceAll(word, ' ')
  }
  const own = rest.replace(/[^\p{L}]/gu, '')
  return taken.size <= wordsMax && own.length < 4 && rest.replaceAll(' ', '').length < 8
}

/** Two rows of a keyboard taken in turn (1q2w3e, q1w2e3, qawsed), which is how digits get into a run. */
function interleavedRows(): string[] {
  return ['qwertyuiop', 'qwertzuiop', 'azertyuiop'].flatMap(letters =>
    [
      ['1234567890', letters],
      [letters, '1234567890'],
      [letters, 'asdfghjkl'],
      ['asdfghjkl', 'zxcvbnm'],
      ['0987654321', letters],
    ].map(([first = '', second = '']) =>
      Array.from(second, (each, at) => `${first[at] ?? ''}${each}`).join(''),
    ),
  )
}

/** Takes out what lies next to each other in the alphabet, among the digits or on a keyboard, in either direction. */
function withoutRuns(text: string): string {
  let kept = ''
  for (let at = 0; at < text.length; ) {
    const length = runLengthAt(text, at)
    if (length < runLengthMin) kept += text[at]
    at += length < runLengthMin ? 1 : length
  }
  return kept
}

function runLengthAt(text: string, at: number): number {
  let longest = 0
  for (const run of runs) {
    for (const direction of [run, [...run].reverse().join('')]) {
      let length = longest
      while (at + length < text.length && direction.includes(text.slice(at, at + length + 1))) length += 1
      if (length > longest && direction.includes(text.slice(at, at + length))) longest = length
    }
  }
  return longest
}
