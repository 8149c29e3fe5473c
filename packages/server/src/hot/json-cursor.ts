const quote = 0x22
const colon = 0x3a
const comma = 0x2c
const closingBrace = 0x7d

/** 1 for printable ASCII that needs no escape and ends no string. */
const plain = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(code >= 0x20 && code <= 0x7e && code !== quote && code !== 0x5c),
)

/** V8 copies slices that are shorter, and lets longer ones keep what they were cut from. */
const slicedLengthMin = 13

/** A text that is looked for again and again. Four bytes at a time: cutting out what is there would take longer than comparing. */
export class KnownText {
  readonly text: string
  readonly length: number
  readonly #words: Int32Array
  readonly #rest: Uint8Array

  /** ASCII. */
  constructor(text: string) {
    const view = viewOf(Buffer.from(text, 'latin1'))
    this.text = text
    this.length = text.length
    this.#words = Int32Array.from({ length: text.length >>> 2 }, (_, word) => view.getInt32(word * 4, true))
    this.#rest = Uint8Array.from({ length: text.length & 3 }, (_, byte) =>
      view.getUint8(this.#words.length * 4 + byte),
    )
  }

  /** Whether it is what the bytes from `start` on say, of which there are enough. */
  standsAt(bytes: DataView, start: number): boolean {
    const words = this.#words
    let at = start
    for (let word = 0; word < words.length; word++, at += 4)
      if (bytes.getInt32(at, true) !== words[word]) return false
    for (const byte of this.#rest) if (bytes.getUint8(at++) !== byte) return false
    return true
  }
}

/**
 * Reads the plainest JSON: strings of printable ASCII without escapes, whole numbers, nothing that two readers could
 * read differently. Every method answers with null or false where the text is anything else.
 */
export class JsonCursor {
  readonly #bytes: Buffer
  readonly #text: string
  readonly #end: number
  #position: number
  #view: DataView | null = null
  #isFirstMember = false
  #nameStart = 0
  #nameEnd = 0

  /** `text` is `bytes` read as Latin-1; the JSON stands in it from `start` to `end`. */
  constructor(bytes: Buffer, text: string, { start, end }: { start: number; end: number }) {
    this.#bytes = bytes
    this.#text = text
    this.#position = start
    this.#end = end
  }

  /** Where the next byte stands in `bytes`. */
  get position(): number {
    return this.#position
  }

  /** For another way of reading what was read. */
  returnTo(position: number): void {
    this.#position = position
  }

  /** What has been read since a position, as a text of its own. */
  since(position: number): string {
    return this.#bytes.toString('latin1', position, this.#position)
  }

  /** Takes the text if it comes next to the letter, white space included. */
  takesSame(text: KnownText): boolean {
    const start = this.#position
    const end = start + text.length
    if (end > this.#end) return false
    this.#view ??= viewOf(this.#bytes)
    if (!text.standsAt(this.#view, start)) return false
    this.#position = end
    return true
  }

  /** Whether nothing but white space is left. */
  isAtEnd(): boolean {
    return this.#skipSpace() >= this.#end
  }

  /** Takes the character if it comes next. */
  takes(code: number): boolean {
    if (this.#skipSpace() >= this.#end || this.#bytes[this.#position] !== code) return false
    this.#position++
    return true
  }

  /** Takes the word if it comes next. */
  takesWord(word: string): boolean {
    if (this.#skipSpace() + word.length > this.#end || !this.#text.startsWith(word, this.#position))
      return false
    this.#position += word.length
    return true
  }

  string(): string | null {
    const start = this.#skipSpace() + 1
    return this.#passString() ? this.#text.slice(start, this.#position - 1) : null
  }

  /** The same with memory of its own: a slice would keep the whole request for as long as it is kept itself. */
  ownString(): string | null {
    const start = this.#skipSpace() + 1
    if (!this.#passString()) return null
    const end = this.#position - 1
    const isCopied = end - start < slicedLengthMin
    return isCopied ? this.#text.slice(start, end) : this.#bytes.toString('latin1', start, end)
  }

  /** Takes the brace that an object begins with; its members are read before anything else is. */
  entersObject(): boolean {
    this.#isFirstMember = true
    return this.takes(0x7b)
  }

  /** Takes the name of the next member with its colon, for `isNamed`; false at the end of the object, or at a fault. */
  takesName(): boolean {
    const at = this.#skipSpace()
    const isFirst = this.#isFirstMember
    this.#isFirstMember = false
    if (at < this.#end && this.#bytes[at] === closingBrace) return false
    if (isFirst || this.takes(comma)) {
      this.#nameStart = this.#skipSpace() + 1
      this.#nameEnd = this.#passString() ? this.#position - 1 : -1
      if (this.#nameEnd >= 0 && this.takes(colon)) return true
    }
    // Where one rule is broken nothing after it may make up for it.
    this.#position = this.#end
    return false
  }

  /** Takes the brace that an object ends with; false after a fault. */
  leavesObject(): boolean {
    return this.takes(closingBrace)
  }

  isNamed(name: string): boolean {
    const length = this.#nameEnd - this.#nameStart
    return length === name.length && this.#text.startsWith(name, this.#nameStart)
  }

  /** Up to ten digits, without sign and leading zero. */
  integer(): number | null {
    const start = this.#skipSpace()
    let value = 0
    for (; this.#position < this.#end; this.#position++) {
      const digit = (this.#bytes[this.#position] ?? 0) - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    const digits = this.#position - start
    const hasLeadingZero = digits > 1 && this.#bytes[start] === 0x30
    return digits === 0 || digits > 10 || hasLeadingZero ? null : value
  }

  #passString(): boolean {
    const bytes = this.#bytes
    const end = this.#end
    let at = this.#skipSpace()
    if (at >= end || bytes[at] !== quote) return false
    do at++
    while (at < end && plain[bytes[at] ?? 0] === 1)
    if (at >= end || bytes[at] !== quote) return false
    this.#position = at + 1
    return true
  }

  /** RFC 8259, section 2. */
  #skipSpace(): number {
    const bytes = this.#bytes
    let at = this.#position
    // Nearly always there is none.
    if ((bytes[at] ?? 0) > 0x20) return at
    for (; at < this.#end; at++) {
      const code = bytes[at]
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
    }
    this.#position = at
    return at
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
