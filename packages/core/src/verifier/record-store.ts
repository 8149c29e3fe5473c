import { ByteArena, type BytePage } from './byte-arena.ts'

/** Length of the JSON (4 bytes, the first bit says that it is not all ASCII), of the secret id and of the key id (1 each). */
const headerBytes = 6
const beyondAscii = 0x80

const idLengthMax = 255

/** Of the processor's caches, and how many of them the ids and the JSON of most keys take. */
const lineBytes = 64
const linesRead = 6

/** Where the ids of a record stand: ASCII, the secret's first, the key's from `keyIdAt` to `end`. */
export type StoredIds = { bytes: Uint8Array; secretIdAt: number; keyIdAt: number; end: number }

/** A text as it stands in memory, in UTF-8. */
export type StoredText = { bytes: Uint8Array; start: number; end: number }

type StoredRecord = { secretId: string; keyId: string; publicJson: string }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What verdicts do not need but answers do: ids and the public JSON of each key, as bytes. */
export class RecordStore {
  readonly #arena: ByteArena
  readonly #place: StoredIds = { bytes: new Uint8Array(0), secretIdAt: 0, keyIdAt: 0, end: 0 }
  readonly #json: StoredText = { bytes: new Uint8Array(0), start: 0, end: 0 }

  constructor(newPage: (length: number) => BytePage = length => new PortablePage(length)) {
    this.#arena = new ByteArena(newPage)
  }

  get bytes(): number {
    return this.#arena.bytes
  }

  /** Throws `RangeError` for ids that are empty, over 255 characters or not ASCII: nobody may store those. */
  add(record: StoredRecord): number {
    const { secretId, keyId, publicJson } = record
    assertId(secretId)
    assertId(keyId)
    const text = secretId + keyId + publicJson
    const handle = this.#arena.allocate(headerBytes + text.length)
    const page = this.#arena.page(handle).bytes
    const at = this.#arena.offset(handle)
    const room = page.subarray(at + headerBytes, at + headerBytes + text.length)
    if (encoder.encodeInto(text, room).read < text.length) {
      this.#arena.release(handle, headerBytes + text.length)
      return this.#addBeyondAscii(record, encoder.encode(text))
    }
    writeHeader(page, at, { secretId, keyId, jsonBytes: publicJson.length })
    return handle
  }

  /** A text of which a character takes more than one byte does not fit into as many bytes as it has units. */
  #addBeyondAscii({ secretId, keyId }: StoredRecord, bytes: Uint8Array): number {
    const handle = this.#arena.allocate(headerBytes + bytes.length)
    const page = this.#arena.page(handle).bytes
    const at = this.#arena.offset(handle)
    writeHeader(page, at, { secretId, keyId, jsonBytes: bytes.length - secretId.length - keyId.length })
    page[at]! |= beyondAscii
    page.set(bytes, at + headerBytes)
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

  /** Read at once and cut: that costs half of reading one after the other. */
  ids(handle: number): { secretId: string; keyId: string } {
    const page = this.#arena.page(handle)
    const at = this.#arena.offset(handle)
    const start = at + headerBytes
    const secretIdLength = page.bytes[at + 4]!
    const both = page.ascii(start, start + secretIdLength + page.bytes[at + 5]!)
    return { secretId: both.slice(0, secretIdLength), keyId: both.slice(secretIdLength) }
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
    const page = this.#arena.page(handle)
    const at = this.#arena.offset(handle)
    const start = at + headerBytes + page.bytes[at + 4]!
    return page.ascii(start, start + page.bytes[at + 5]!)
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

function assertId(id: string): void {
  if (id.length > idLengthMax || !/^[\x21-\x7e]+$/.test(id)) throw new RangeError('Malformed id.')
}

function writeHeader(
  page: Uint8Array,
  at: number,
  { secretId, keyId, jsonBytes }: { secretId: string; keyId: string; jsonBytes: number },
): void {
  page[at] = jsonBytes >>> 24
  page[at + 1] = jsonBytes >>> 16
  page[at + 2] = jsonBytes >>> 8
  page[at + 3] = jsonBytes
  page[at + 4] = secretId.length
  page[at + 5] = keyId.length
}

function readLength(page: Uint8Array, at: number): number {
  const first = page[at]! & ~beyondAscii
  return (first << 24) | (page[at + 1]! << 16) | (page[at + 2]! << 8) | page[at + 3]!
}
