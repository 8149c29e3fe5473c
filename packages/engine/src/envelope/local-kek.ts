import { createHash, randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { syncDirectory } from '../storage/sync-directory.ts'
import { keyBytes, seal, unseal } from './cipher.ts'
import type { Kek, KeyRing, KeyRingSource } from './key-ring.ts'

const line = /^kek_([A-Za-z0-9_-]{43})([0-9a-f]{8})$/

/**
 * KEKs in a file, one a line, the preferred one first: `kek_`, 32 random bytes in base64url, and the CRC-32 (as in
 * zlib) of both in hex, so that a line that was cut or retyped wrongly is told from another key. Lines that begin
 * with `#` are for people.
 */
export class LocalKeyRing implements KeyRingSource {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async read(): Promise<KeyRing> {
    try {
      return parseKeyRing(await readFile(this.#path, 'utf8'))
    } catch (error) {
      return { keks: [], problem: whyUnreadable(error) }
    }
  }

  /** Written beside and linked, so that the file is there whole or not at all, and never replaces another. */
  async create(): Promise<KeyRing> {
    const unfinished = `${this.#path}.${process.pid}.${randomBytes(4).toString('hex')}`
    try {
      const file = await open(unfinished, 'wx', 0o600)
      try {
        await file.writeFile(`${header}${newKekLine()}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
      await link(unfinished, this.#path)
      syncDirectory(dirname(this.#path))
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return { keks: [], problem: whyUnwritable(error) }
    } finally {
      await rm(unfinished, { force: true })
    }
    return this.read()
  }
}

const header = `# Keyturn encrypts recoverable tokens under this key. Keep a copy where the backups of the database are not:
# without it no token can be shown again. See "Recoverable keys" in the documentation.
`

/** A fresh KEK as a line of the file. */
export function newKekLine(): string {
  const body = `kek_${randomBytes(keyBytes).toString('base64url')}`
  return body + checksum(body)
}

export function parseKeyRing(text: string): KeyRing {
  const lines = text.split(/\r?\n/).map(each => each.trim())
  const entries = lines.filter(each => each !== '' && !each.startsWith('#'))
  if (entries.length === 0) return { keks: [], problem: 'The KEK file holds no key.' }
  const keks: Kek[] = []
  for (const entry of entries) {
    const key = parseLine(entry)
    if (!key) {
      const number = lines.indexOf(entry) + 1
      return { keks: [], problem: `Line ${number} of the KEK file is not a whole key.` }
    }
    keks.push(localKek(key))
  }
  return { keks, problem: null }
}

function parseLine(entry: string): Buffer | null {
  const [, body, sum] = line.exec(entry) ?? []
  if (body === undefined || checksum(`kek_${body}`) !== sum) return null
  return Buffer.from(body, 'base64url')
}

/** A KEK whose bytes this process holds. */
function localKek(key: Buffer): Kek {
  return {
    id: kekId(key),
    wrap: async (dataKey, context) => seal(key, dataKey, context),
    unwrap: async (wrapped, context) => unseal(key, wrapped, context),
  }
}

/** Sixty-four bits of a digest: enough to tell keys apart, and nothing to guess a key by. */
function kekId(key: Buffer): string {
  return `kek_${createHash('sha256').update('keyturn kek id\0').update(key).digest('hex').slice(0, 16)}`
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0')
}

export function whyUnreadable(error: unknown): string {
  return codeOf(error) === 'ENOENT' ? 'There is no KEK file.' : 'The KEK file cannot be read.'
}

function whyUnwritable(error: unknown): string {
  return `The KEK file cannot be made (${codeOf(error) || 'unknown reason'}).`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
