import { decodeBase32, encodeBase32 } from '../ids/base32.ts'
import { type Range, readIdWords } from '../ids/id-words.ts'

/**
 * A text as the journal and the blocks hold it: a byte that says what follows, and that. 0 is null; 1 to 10 are ids,
 * whose 16 bytes follow; 30 and 31 are long texts in UTF-8 and UTF-16 (where half a character is in it), whose length
 * in bytes follows as u32 LE; from 32 on the byte is 32 and the length of an ASCII text.
 */
const longText = 30
const wideText = 31
const shortText = 32
const shortBytesMax = 0xff - shortText

/** Their order is the format. */
const idPrefixes = [
  'ver_',
  'key_',
  'sec_',
  'org_',
  'api_',
  'node_',
  'aud_',
  'inst_',
  'feed_',
  'jnl_',
] as const
export const idBytes = 16

/** The most bytes that a text can take. */
export function packedBytesMax(text: string | null): number {
  return text === null ? 1 : 5 + text.length * 3
}

/** Writes a text at `offset`, where `packedBytesMax` are free, and returns where it ends. */
export function packText(target: Buffer, offset: number, text: string | null): number {
  if (text === null) {
    target[offset] = 0
    return offset + 1
  }
  const { length } = text
  if ((length === 30 || length === 31) && text.charCodeAt(length - 27) === 95) {
    const end = packId(target, offset, text)
    if (end > 0) return end
  }
  if (length > shortBytesMax) return packLong(target, offset, text)
  target[offset] = shortText + length
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return packLong(target, offset, text)
    target[offset + 1 + i] = unit
  }
  return offset + 1 + length
}

const words = new Int32Array(4)

/** The same for ASCII that stands in other memory; none at all is null. */
export function packAscii(target: Buffer, offset: number, source: Uint8Array, range: Range): number {
  const { start, end } = range
  const tag = idTag(source, range)
  if (tag === 0 || !readIdWords(source, range, words)) {
    const text = Buffer.from(source.buffer, source.byteOffset + start, end - start).toString('latin1')
    return packText(target, offset, text === '' ? null : text)
  }
  target[offset] = tag
  let at = offset + 1
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0
    target[at++] = word >>> 24
    target[at++] = word >>> 16
    target[at++] = word >>> 8
    target[at++] = word
  }
  return at
}

/** Where the packed text at `offset` ends. */
export function packedEnd(source: Buffer, offset: number): number {
  const tag = source[offset] ?? 0
  if (tag >= shortText) return offset + 1 + tag - shortText
  if (tag === 0) return offset + 1
  return tag < longText ? offset + 1 + idBytes : offset + 5 + source.readUInt32LE(offset + 1)
}

export function unpackText(source: Buffer, offset: number): string | null {
  const tag = source[offset] ?? 0
  if (tag >= shortText) return source.toString('latin1', offset + 1, offset + 1 + tag - shortText)
  if (tag === 0) return null
  const end = packedEnd(source, offset)
  if (tag === longText) return source.toString('utf8', offset + 5, end)
  if (tag === wideText) return source.toString('utf16le', offset + 5, end)
  return `${idPrefixes[tag - 1]}${encodeBase32(source.subarray(offset + 1, end))}`
}

/** The 16 bytes of an event's id; false where the text is none. */
export function packEventId(target: Buffer, offset: number, id: string): boolean {
  return id.length === 30 && id.startsWith('ver_') && decodeBase32(id, 4, target, offset)
}

export function unpackEventId(source: Buffer, offset: number): string {
  return `ver_${encodeBase32(source.subarray(offset, offset + idBytes))}`
}

/** Milliseconds UTC, from the first 48 bits of an id. */
export function timeOfPackedId(source: Buffer, offset: number): number {
  return source.readUIntBE(offset, 6)
}

const prefixWords = idPrefixes.map(prefix => firstWord(Buffer.from(prefix), 0))
const underscore = 0x5f

/** What says that an id of this kind follows; 0 for what begins and ends like none. */
function idTag(source: Uint8Array, { start, end }: Range): number {
  const kind = prefixWords.indexOf(firstWord(source, start))
  if (kind < 0) return 0
  const { length } = idPrefixes[kind] ?? ''
  return end - start === length + 26 && source[start + length - 1] === underscore ? kind + 1 : 0
}

function firstWord(source: Uint8Array, at: number): number {
  const left = ((source[at] ?? 0) << 8) | (source[at + 1] ?? 0)
  return (left << 16) | ((source[at + 2] ?? 0) << 8) | (source[at + 3] ?? 0)
}

/** Where the id ends; 0 where the text is none. */
function packId(target: Buffer, offset: number, text: string): number {
  for (let index = 0; index < idPrefixes.length; index++) {
    const prefix = idPrefixes[index] ?? ''
    if (prefix.length + 26 !== text.length || !text.startsWith(prefix)) continue
    if (!decodeBase32(text, prefix.length, target, offset + 1)) return 0
    target[offset] = index + 1
    return offset + 1 + idBytes
  }
  return 0
}

function packLong(target: Buffer, offset: number, text: string): number {
  const isWellFormed = text.isWellFormed()
  target[offset] = isWellFormed ? longText : wideText
  const length = target.write(text, offset + 5, isWellFormed ? 'utf8' : 'utf16le')
  target.writeUInt32LE(length, offset + 1)
  return offset + 5 + length
}
