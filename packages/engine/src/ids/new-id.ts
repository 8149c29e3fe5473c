import { decodeTime, encodeBase32, writeBase32 } from './base32.ts'
import { uuid7Bytes, uuid7Digits } from './uuid7.ts'

/** What an id names; also its first letters. */
export type IdPrefix =
  | 'api'
  | 'org'
  | 'mem'
  | 'inv'
  | 'key'
  | 'sec'
  | 'dk'
  | 'aud'
  | 'ver'
  | 'node'
  | 'inst'
  | 'feed'
  | 'jnl'
  | 'usr'
  | 'ses'
  | 'ott'
  | 'chl'
  | 'rec'
  | 'pky'
  | 'idp'
  | 'ext'
  | 'ntc'
  | 'rst'
  | 'acr'
  | 'pts'

/** A new id: the prefix and a UUIDv7 in lower-case Crockford base32, so that ids of a kind sort by time. */
export function newId(prefix: IdPrefix, nowMs: number): string {
  return `${prefix}_${uuid7Digits(nowMs)}`
}

/** The 16 bytes of a new id of a verification: its event and answers hold those, and most need no text of it. */
export function newVerificationBytes(nowMs: number, bytes: Uint8Array): void {
  uuid7Bytes(nowMs, bytes)
}

const verificationId = Buffer.from(`ver_${'0'.repeat(26)}`)

/** The id of a verification by its bytes. */
export function verificationIdOf(bytes: Uint8Array): string {
  writeBase32(bytes, verificationId, 4)
  return verificationId.toString('latin1')
}

/** An id as of an earlier moment: `newId` never goes back, so that ids of one process sort by their making. */
export function pastId(prefix: IdPrefix, ms: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(ms / 0x1_0000))
  view.setUint16(4, ms % 0x1_0000)
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f))
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  return `${prefix}_${encodeBase32(bytes)}`
}

/** When an id was made, in milliseconds UTC; null when it is not an id of this kind. */
export function timeOfId(prefix: IdPrefix, id: string): number | null {
  if (!isId(prefix, id)) return null
  return decodeTime(id.slice(prefix.length + 1))
}

const body = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

export function isId(prefix: IdPrefix, text: string): boolean {
  return (
    text.length === prefix.length + 27 &&
    text.startsWith(`${prefix}_`) &&
    body.test(text.slice(prefix.length + 1))
  )
}

/** The smallest id that could have been made at `ms`: the boundary of a month in the usage log. */
export function firstIdAt(prefix: IdPrefix, ms: number): string {
  const bytes = new Uint8Array(16)
  let rest = ms
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return `${prefix}_${encodeBase32(bytes)}`
}
