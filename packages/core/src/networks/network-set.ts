import { formatNetwork, hostMask, type Network } from './network.ts'
import { addressLength, addressTextMax, ipv4Value, readAddress } from './parse-address.ts'

const wordsPerAddress = 4

/** A list of networks as sorted, disjoint ranges: membership costs a binary search, whatever its length. */
export class NetworkSet {
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  readonly #count: number
  readonly #bytes = new Uint8Array(addressLength)
  readonly #words = new Uint32Array(wordsPerAddress)
  /** The address that was asked for last, which nearly all of a batch come from, and the answer. */
  #last = ''
  #hasLast = false

  private constructor(ranges: readonly Range[]) {
    this.#count = ranges.length
    this.#starts = Uint32Array.from(ranges.flatMap(range => [...range.start]))
    this.#ends = Uint32Array.from(ranges.flatMap(range => [...range.end]))
  }

  static of(networks: readonly Network[]): NetworkSet {
    return new NetworkSet(mergeRanges(networks.map(toRange)))
  }

  /** The networks as CIDR, in order; those inside another are left out. */
  toStrings(): string[] {
    return Array.from({ length: this.#count }, (_, index) => {
      const start = bytesAt(this.#starts, index)
      const end = bytesAt(this.#ends, index)
      return formatNetwork({ address: start, prefixLength: commonBits(start, end) })
    })
  }

  /** Whether the text is an address inside one of the networks; a text that is no address is in none. */
  has(addressText: string): boolean {
    if (addressText === this.#last) return this.#hasLast
    const holds = this.#holds(addressText)
    if (addressText.length <= addressTextMax) {
      this.#last = addressText
      this.#hasLast = holds
    }
    return holds
  }

  #holds(addressText: string): boolean {
    const ipv4 = ipv4Value(addressText, 0)
    if (ipv4 < 0) return readAddress(addressText, this.#bytes) && this.contains(this.#bytes)
    this.#words[0] = 0
    this.#words[1] = 0
    this.#words[2] = 0xffff
    this.#words[3] = ipv4
    return this.#holdsWords()
  }

  contains(address: Uint8Array): boolean {
    if (address.length !== addressLength) return false
    readWords(address, this.#words)
    return this.#holdsWords()
  }

  #holdsWords(): boolean {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareAt(this.#starts, middle, this.#words) <= 0) low = middle + 1
      else high = middle
    }
    return low > 0 && compareAt(this.#ends, low - 1, this.#words) >= 0
  }
}

type Range = { start: Uint32Array; end: Uint32Array }

function toRange(network: Network): Range {
  const end = network.address.map((byte, index) => byte | hostMask(index, network.prefixLength))
  return { start: readWords(network.address), end: readWords(end) }
}

/** CIDR blocks nest or are disjoint, so a range is either inside its predecessor or apart from it. */
function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => compareAt(a.start, 0, b.start) || compareAt(b.end, 0, a.end))
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last === undefined || compareAt(last.end, 0, range.start) < 0) merged.push(range)
  }
  return merged
}

function readWords(address: Uint8Array, words = new Uint32Array(wordsPerAddress)): Uint32Array {
  for (let word = 0; word < wordsPerAddress; word++) {
    let value = 0
    for (let byte = 0; byte < 4; byte++) value = (value << 8) | (address[word * 4 + byte] ?? 0)
    words[word] = value
  }
  return words
}

function bytesAt(table: Uint32Array, index: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(addressLength))
  for (let word = 0; word < wordsPerAddress; word++) {
    bytes.setUint32(word * 4, table[index * wordsPerAddress + word] ?? 0)
  }
  return new Uint8Array(bytes.buffer)
}

function commonBits(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at < 0 ? addressLength * 8 : at * 8 + Math.clz32((left[at] ?? 0) ^ (right[at] ?? 0)) - 24
}

/** Sign of (entry `index` of `table` - `words`). */
function compareAt(table: Uint32Array, index: number, words: Uint32Array): number {
  for (let word = 0; word < wordsPerAddress; word++) {
    const difference = (table[index * wordsPerAddress + word] ?? 0) - (words[word] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
