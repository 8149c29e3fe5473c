import { decodeBase32, encodeBase32, idBytes } from '../ids/base32.ts'
import type { Range } from '../ids/id-words.ts'
import { isPackedId, packAsciiId, packedIdBytes, packId, unpackId } from '../ids/packed-id.ts'

/**
 * A text as the journal and the blocks hold it: a byte that says what follows, and that. 0 is null; 1 to 10 are ids,
 * whose 16 bytes follow; 30 and 31 are long texts in UTF-8 and UTF-16 (where half a character is in it), whose length
 * in bytes follows as u32 LE; from 32 on the byte is 32 and the length of an ASCII text.
 */
const longText = 30
const wideText = 31
const shortText = 32
const shortBytesMax = 0xff - shortText

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
    const end = packKnownId(target, offset, text)
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

/** The same for an id that stands in other memory, as ASCII or packed; none at all is null. */
export function packStoredId(target: Buffer, offset: number, source: Uint8Array, range: Range): number {
  const { start, end } = range
  if (isPackedId(source, range)) {
    for (let at = 0; at < packedIdBytes; at++) target[offset + at] = source[start + at] ?? 0
    return offset + packedIdBytes
  }
  const idEnd = packAsciiId(target, offset, source, range)
  if (idEnd > 0) return idEnd
  const text = Buffer.from(source.buffer, source.byteOffset + start, end - start).toString('latin1')
  return packText(target, offset, text === '' ? null : text)
}

/** Where the packed text at `offset` ends. */
export function packedEnd(source: Buffer, offset: number): number {
  const tag = source[offset] ?? 0
  if (tag >= shortText) return offset + 1 + tag - shortText
  if (tag === 0) return offset + 1
  return tag < longText ? offset + packedIdBytes : offset + 5 + source.readUInt32LE(offset + 1)
}

export function unpackText(source: Buffer, offset: number): string | null {
  const tag = source[offset] ?? 0
  if (tag >= shortText) return source.toString('latin1', offset + 1, offset + 1 + tag - shortText)
  if (tag === 0) return null
  const end = packedEnd(source, offset)
  if (tag === longText) return source.toString('utf8', offset + 5, end)
  if (tag === wideText) return source.toString('utf16le', offset + 5, end)
  return unpackId(source, offset)
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
  const high = (source[offset] ?? 0) * 0x1_0000 + ((source[offset + 1] ?? 0) << 8) + (source[offset + 2] ?? 0)
  const low = ((source[offset + 3] ?? 0) << 16) | ((source[offset + 4] ?? 0) << 8) | (source[offset + 5] ?? 0)
  return high * 0x100_0000 + low
}

/** Ids that were packed, as they are packed: those of organizations, APIs and nodes come again and again. */
const knownIds = new Map<string, Uint8Array>()
const knownIdsMax = 4_096

/** Where the id ends; 0 where the text is none. */
function packKnownId(target: Buffer, offset: number, text: string): number {
  const known = knownIds.get(text)
  if (known === undefined) return packNewId(target, offset, text)
  for (let at = 0; at < packedIdBytes; at++) target[offset + at] = known[at] ?? 0
  return offset + packedIdBytes
}

function packNewId(target: Buffer, offset: number, text: string): number {
  const end = packId(target, offset, text)
  if (end === 0) return 0
  if (knownIds.size >= knownIdsMax) knownIds.clear()
  // Text of its own: a slice would keep all that it was cut from.
  knownIds.set(Buffer.from(text).toString(), Uint8Array.from(target.subarray(offset, end)))
  return end
}

function packLong(target: Buffer, offset: number, text: string): number {
  const isWellFormed = text.isWellFormed()
  target[offset] = isWellFormed ? longText : wideText
  const length = target.write(text, offset + 5, isWellFormed ? 'utf8' : 'utf16le')
  target.writeUInt32LE(length, offset + 1)
  return offset + 5 + length
}
