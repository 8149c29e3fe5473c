import type { IdCodec } from '@keyturn/core'
import { decodeAscii, decodeBase32, encodeBase32, idBytes, idDigits, writeBase32 } from './base32.ts'
import { type IdWords, kindBytes, type Range, wordAt } from './id-words.ts'

/** An id as 17 bytes: one that says of what, by the place of its prefix, and its 128 bits. Their order is the format. */
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
export const packedIdBytes = 1 + idBytes

/** Packs an id at `offset` and returns where it ends; 0 where the text is none. */
export function packId(target: Uint8Array, offset: number, text: string): number {
  for (let index = 0; index < idPrefixes.length; index++) {
    const prefix = idPrefixes[index] ?? ''
    if (prefix.length + idDigits !== text.length || !text.startsWith(prefix)) continue
    if (!decodeBase32(text, prefix.length, target, offset + 1)) return 0
    target[offset] = index + 1
    return offset + packedIdBytes
  }
  return 0
}

/** The same for ASCII that stands in other memory. */
export function packAsciiId(
  target: Uint8Array,
  offset: number,
  source: Uint8Array,
  { start, end }: Range,
): number {
  const tag = idTag(source, start, end)
  if (tag === 0 || !decodeAscii(source, end - idDigits, target, offset + 1)) return 0
  target[offset] = tag
  return offset + packedIdBytes
}

export function unpackId(source: Uint8Array, offset: number): string {
  const bytes = source.subarray(offset + 1, offset + packedIdBytes)
  return `${idPrefixes[(source[offset] ?? 0) - 1]}${encodeBase32(bytes)}`
}

/** Whether what the key table keeps of an id is packed, and no ASCII. */
export function isPackedId(source: Uint8Array, { start, end }: Range): boolean {
  return end - start === packedIdBytes && (source[start] ?? 0) <= idPrefixes.length
}

/** What `readOwnerWords` says of an id that `packedIds` has encoded. */
export function readPackedOwner(source: Uint8Array, offset: number, words: IdWords): void {
  for (let index = 0; index < words.length; index++) words[index] = wordAt(source, offset + 1 + index * 4)
  words[0] = (words[0] ?? 0) ^ kindWord(source, offset)
}

const shortId = Buffer.alloc(kindBytes + idDigits)

/** How the key table keeps ids: packed, but for those of a longer kind, whose owner is not known by these bytes. */
export const packedIds: IdCodec = {
  encode(target, offset, ascii, end) {
    return end === shortId.length ? packAsciiId(target, offset, ascii, { start: 0, end }) : 0
  },
  decode(source, offset) {
    shortId.writeInt32BE(kindWord(source, offset))
    writeBase32(source, shortId, kindBytes, offset + 1)
    return shortId.toString('latin1')
  },
}

const prefixWords = idPrefixes.map(prefix => wordAt(Buffer.from(prefix), 0))
const underscore = 0x5f

/** The first four letters of a packed id's kind. */
function kindWord(source: Uint8Array, offset: number): number {
  return prefixWords[(source[offset] ?? 0) - 1] ?? 0
}

/** What says that an id of this kind follows; 0 for what begins and ends like none. */
function idTag(source: Uint8Array, start: number, end: number): number {
  const length = end - start - idDigits
  if (length < 3 || source[start + length - 1] !== underscore) return 0
  const kind = prefixWords.indexOf(wordAt(source, start))
  return kind >= 0 && idPrefixes[kind]?.length === length ? kind + 1 : 0
}
