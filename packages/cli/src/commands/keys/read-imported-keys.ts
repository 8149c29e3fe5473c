import { createHash } from 'node:crypto'
import { Refusal } from '../../output/refusal.ts'

export type ImportedKey = { [name: string]: unknown }

/** The entries of a JSON array or of JSON Lines. A `token` becomes its digest here and is not sent. Throws `Refusal`. */
export function readImportedKeys(text: string): ImportedKey[] {
  const entries = text.trimStart().startsWith('[') ? parse(text, 'The file') : parseLines(text)
  if (!Array.isArray(entries)) throw new Refusal('The file must hold a JSON array, or one object a line.')
  if (entries.length === 0) throw new Refusal('The file holds no keys.')
  return entries.map((entry, index) => toImported(entry, `Entry ${index + 1}`))
}

function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `Line ${index + 1}`)]))
}

/** The reason of the parser is not repeated: it may quote a token. */
function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(`${place} is not JSON.`)
  }
}

function toImported(entry: unknown, place: string): ImportedKey {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new Refusal(`${place} is not an object.`)
  }
  if (!('token' in entry)) return { ...entry }
  const { token, ...members } = entry
  if ('sha256' in members) throw new Refusal(`${place} has both token and sha256. Keep one.`)
  if (typeof token !== 'string' || !/^[\x20-\x7e]{16,512}$/.test(token)) {
    throw new Refusal(`${place} has a token that is not 16 to 512 printable ASCII characters.`)
  }
  return { ...members, sha256: createHash('sha256').update(token).digest('hex') }
}
