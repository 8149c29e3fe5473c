import { ByteArena, type BytePage } from './byte-arena.ts'

/** Length of the JSON (4 bytes, the first bit says that it is not all ASCII), of the secret id and of the key id (1 each). */
const headerBytes = 6
const beyondAscii = 0x80

const idLengthMax = 255
/** The characters of ids. */
const asciiFrom = 0x21
const asciiTo = 0x7e

/** Of the processor's caches, and how many of them the ids and the JSON of most keys take. */
const lineBytes = 64
const linesRead = 6

/**
 * A form of ids that is shorter than ASCII. An id that has none stays ASCII, from 0x21 on: the first byte tells them
 * apart.
 */
export type IdCodec = {
  /** Writes the form, which begins below 0x21, of the ASCII up to `end`; returns where it ends, or 0 where the id has none. */
  encode(target: Uint8Array, offset: number, ascii: Uint8Array, end: number): number
  decode(source: Uint8Array, offset: number): string
}

/** Where the ids of a record stand, each as ASCII or encoded: the secret's first, the key's from `keyIdAt` to `end`. */
export type StoredIds = { bytes: Uint8Array; secretIdAt: number; keyIdAt: number; end: number }

/** A text as it stands in memory, in UTF-8. */
export type StoredText = { bytes: Uint8Array; start: number; end: number }

type StoredRecord = { secretId: string; keyId: string; publicJson: string }
type Lengths = { secretId: number; keyId: number; json: number }

export type RecordStoreOptions = {
  /** Where ids and JSON are kept, as zeros at first; a platform may read ASCII faster than a `TextDecoder` does. */
  newPage?: (length: number) => BytePage
  /** Ids are ASCII unless given. */
  idCodec?: IdCodec
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What verdicts do not need but answers do: ids and the public JSON of each key, as bytes. */
export class RecordStore {
  readonly #arena: ByteArena
  readonly #place: StoredIds = { bytes: new Uint8Array(0), secretIdAt: 0, keyIdAt: 0, end: 0 }
  readonly #json: StoredText = { bytes: new Uint8Array(0), start: 0, end: 0 }
  readonly #idCodec: IdCodec | null
  /** The ids of the record that is added, until its length is known. */
  readonly #ids = new Uint8Array(2 * idLengthMax)
  readonly #ascii = new Uint8Array(idLengthMax)

  constructor({ newPage = length => new PortablePage(length), idCodec }: RecordStoreOptions = {}) {
    this.#arena = new ByteArena(newPage)
    this.#idCodec = idCodec ?? null
  }

  get bytes(): number {
    return this.#arena.bytes
  }

  /** Throws `RangeError` for ids that are empty, over 255 characters or not ASCII: nobody may store those. */
  add({ secretId, keyId, publicJson }: StoredRecord): number {
    const secretEnd = this.#encodeId(secretId, 0)
    const ids = { secretId: secretEnd, keyId: this.#encodeId(keyId, secretEnd) - secretEnd }
    const handle = this.#allocate({ ...ids, json: publicJson.length })
    const { bytes, start, end } = this.storedJson(handle)
    if (encoder.encodeInto(publicJson, bytes.subarray(start, end)).read === publicJson.length) return handle
    this.remove(handle)
    return this.#addBeyondAscii(ids, encoder.encode(publicJson))
  }

  /** A text of which a character takes more than one byte does not fit into as many bytes as it has units. */
  #addBeyondAscii(ids: Omit<Lengths, 'json'>, json: Uint8Array): number {
    const handle = this.#allocate({ ...ids, json: json.length })
    const { bytes, start } = this.storedJson(handle)
    bytes.set(json, start)
    bytes[this.#arena.offset(handle)]! |= beyondAscii
    return handle
  }

  #encodeId(id: string, offset: number): number {
    if (id.length === 0 || id.length > idLengthMax) throw new RangeError('Malformed id.')
    const ascii = this.#ascii
    for (let index = 0; index < id.length; index++) {
      const unit = id.charCodeAt(index)
      if (unit < asciiFrom || unit > asciiTo) throw new RangeError('Malformed id.')
      ascii[index] = unit
    }
    const end = this.#idCodec?.encode(this.#ids, offset, ascii, id.length) ?? 0
    if (end > 0) return end
    for (let index = 0; index < id.length; index++) this.#ids[offset + index] = ascii[index]!
    return offset + id.length
  }

  /** A record with the ids that were encoded last. */
  #allocate(lengths: Lengths): number {
    const idBytes = lengths.secretId + lengths.keyId
    const handle = this.#arena.allocate(headerBytes + idBytes + lengths.json)
    const page = this.#arena.page(handle).bytes
    const at = this.#arena.offset(handle)
    writeHeader(page, at, lengths)
    for (let index = 0; index < idBytes; index++) page[at + headerBytes + index] = this.#ids[index]!
    return handle
  }

  remove(handle: number): void {
    const page = this.#arena.page(handle).bytes
    const at = this.#arena.offset(handle)
    this.#arena.release(handle, headerBytes + page[at + 4]! + page[at + 5]! + readLength(page, at))
  }

  /** Touches the memory of a record, for `ReadAhead`. */
  read(handle: number): number {
    const { bytes } = this.#arena.page(handle)
    const at = this.#arena.offset(handle)
    let sum = 0
    for (let line = at; line < at + linesRead * lineBytes; line += lineBytes) sum += bytes[line] ?? 0
    return sum
  }

  ids(handle: number): { secretId: string; keyId: string } {
    const { secretIdAt, keyIdAt, end } = this.storedIds(handle)
    const page = this.#arena.page(handle)
    return { secretId: this.#idAt(page, secretIdAt, keyIdAt), keyId: this.#idAt(page, keyIdAt, end) }
  }

  /** The same without a text: one reused object, which the next call moves, over memory that is not to be written. */
  storedIds(handle: number): StoredIds {
    const { bytes } = this.#arena.page(handle)
    const at = this.#arena.offset(handle)
    const place = this.#place
    place.bytes = bytes
    place.secretIdAt = at + headerBytes
    place.keyIdAt = place.secretIdAt + bytes[at + 4]!
    place.end = place.keyIdAt + bytes[at + 5]!
    return place
  }

  keyId(handle: number): string {
    const { keyIdAt, end } = this.storedIds(handle)
    return this.#idAt(this.#arena.page(handle), keyIdAt, end)
  }

  #idAt(page: BytePage, start: number, end: number): string {
    const isEncoded = page.bytes[start]! < asciiFrom && this.#idCodec !== null
    return isEncoded ? this.#idCodec.decode(page.bytes, start) : page.ascii(start, end)
  }

  publicJson(handle: number): string {
    const { bytes, start, end } = this.storedJson(handle)
    const page = this.#arena.page(handle)
    const isAscii = bytes[this.#arena.offset(handle)]! < beyondAscii
    return isAscii ? page.ascii(start, end) : decoder.decode(bytes.subarray(start, end))
  }

  /** The same without a text, like `storedIds`. */
  storedJson(handle: number): StoredText {
    const { bytes } = this.#arena.page(handle)
    const at = this.#arena.offset(handle)
    const json = this.#json
    json.bytes = bytes
    json.start = at + headerBytes + bytes[at + 4]! + bytes[at + 5]!
    json.end = json.start + readLength(bytes, at)
    return json
  }
}

/** Without a platform's own way, which is several times as fast. */
class PortablePage implements BytePage {
  readonly bytes: Uint8Array

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
  }

  ascii(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end))
  }
}

function writeHeader(page: Uint8Array, at: number, { secretId, keyId, json }: Lengths): void {
  page[at] = json >>> 24
  page[at + 1] = json >>> 16
  page[at + 2] = json >>> 8
  page[at + 3] = json
  page[at + 4] = secretId
  page[at + 5] = keyId
}

function readLength(page: Uint8Array, at: number): number {
  const first = page[at]! & ~beyondAscii
  return (first << 24) | (page[at + 1]! << 16) | (page[at + 2]! << 8) | page[at + 3]!
}
