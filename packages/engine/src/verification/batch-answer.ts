import type { KeyView } from '@keyturn/core'
import { idDigits, writeBase32 } from '../ids/base32.ts'
import { type Decided, type Judged, toVerdict } from './decider.ts'
import { type LimitState, serializeVerdict } from './verdict.ts'

const ordinaryBytes = 256 * 1024
/** More than all that is short in one verdict. */
const spareBytes = 256
const limitsKnownMax = 1_000

const opening = Buffer.from('{"data":[')
const closing = Buffer.from(']}')
const beforeId = toPiece('{"valid":true,"code":"valid","verificationId":"ver_')
const beforeKey = toPiece('","key":')
const beforeLimits = toPiece(',"rateLimits":[')
const beforeReset = toPiece(',"resetSeconds":')
const [comma, closingBrace, closingBracket, zero] = [0x2c, 0x7d, 0x5d, 0x30]

/**
 * What answers repeat, as numbers of eight bytes, the widest that are written without a call; the last one is filled up.
 * No text in UTF-8 holds the bytes of a NaN, of which a bit might change.
 */
type Piece = { words: Float64Array; length: number }

type KnownLimit = Pick<LimitState, 'name' | 'limit' | 'windowSeconds'> & { before: Piece }

/**
 * The answer to a batch, as bytes and while it is decided: what waits for the journal is one piece of memory and not the
 * objects of a thousand verdicts, and neither ids nor the JSON of keys are ever texts. It says what `serializeVerdict`
 * says. One answer is written at a time; its memory is used again.
 */
export class BatchAnswer {
  #bytes = Buffer.allocUnsafeSlow(ordinaryBytes)
  #view = viewOf(this.#bytes)
  #used = 0
  #isEmpty = true
  /** How limits begin, which are few: that of the last one, and all. */
  #limit: KnownLimit = { name: '', limit: 0, windowSeconds: 0, before: toPiece('') }
  readonly #limits = new Map<string, KnownLimit>()

  /** Begins anew, after `written` of the same answer where there is something. */
  start(written: Buffer = opening): void {
    this.#used = 0
    this.#copy(written)
    this.#isEmpty = written.length === opening.length
  }

  add(decided: Decided): void {
    const { judged, id, key } = decided
    if (!this.#isEmpty) this.#bytes[this.#used++] = comma
    this.#isEmpty = false
    if (isPlain(judged) && id instanceof Uint8Array && key instanceof Object) this.#addPlain(judged, id, key)
    else this.#write(serializeVerdict(toVerdict(decided)))
  }

  /** What was written so far, in memory of its own. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.#used)
    this.#bytes.copy(taken, 0, 0, this.#used)
    if (this.#bytes.length > ordinaryBytes) this.#use(Buffer.allocUnsafeSlow(ordinaryBytes))
    return taken
  }

  /** The whole answer, in memory of its own. */
  finish(): Buffer {
    this.#copy(closing)
    return this.take()
  }

  #addPlain({ rateLimits }: Judged, id: Uint8Array, key: KeyView): void {
    this.#put(beforeId)
    writeBase32(id, this.#bytes, this.#used)
    this.#used += idDigits
    this.#put(beforeKey)
    this.#addKey(key)
    if (rateLimits !== null) {
      this.#put(beforeLimits)
      for (const limit of rateLimits) {
        this.#addLimit(limit)
        this.#bytes[this.#used++] = comma
      }
      this.#bytes[this.#used - 1] = closingBracket
    }
    this.#bytes[this.#used++] = closingBrace
  }

  #addKey(view: KeyView): void {
    const json = view.storedJson
    if (json === null) this.#write(view.publicJson())
    else {
      const { bytes, start, end } = json
      this.#reserve(end - start)
      this.#bytes.set(bytes.subarray(start, end), this.#used)
      this.#used += end - start
    }
  }

  #addLimit(state: LimitState): void {
    const { before } = this.#known(state)
    this.#reserve(before.length)
    this.#put(before)
    this.#addNumber(state.remaining)
    this.#put(beforeReset)
    this.#addNumber(state.resetSeconds)
    this.#bytes[this.#used++] = closingBrace
  }

  #known(state: LimitState): KnownLimit {
    const last = this.#limit
    const { name, limit, windowSeconds } = state
    if (last.name === name && last.limit === limit && last.windowSeconds === windowSeconds) return last
    const text = JSON.stringify({ name, limit, windowSeconds })
    let known = this.#limits.get(text)
    if (known === undefined) {
      known = { name, limit, windowSeconds, before: toPiece(`${text.slice(0, -1)},"remaining":`) }
      if (this.#limits.size >= limitsKnownMax) this.#limits.clear()
      this.#limits.set(text, known)
    }
    this.#limit = known
    return known
  }

  #addNumber(value: number): void {
    if (value < 0 || value !== (value | 0)) {
      this.#write(String(value))
      return
    }
    let end = this.#used + 1
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) end++
    this.#used = end
    let rest = value
    do {
      const next = (rest / 10) | 0
      this.#bytes[--end] = zero + rest - next * 10
      rest = next
    } while (rest > 0)
  }

  /** What is short, where there is room: a call would cost more than its bytes. What fills up the last word is overwritten. */
  #put({ words, length }: Piece): void {
    const view = this.#view
    for (let at = 0; at < words.length; at++) view.setFloat64(this.#used + at * 8, words[at] ?? 0, true)
    this.#used += length
  }

  #copy(bytes: Buffer): void {
    this.#reserve(bytes.length)
    this.#used += bytes.copy(this.#bytes, this.#used)
  }

  /** No UTF-16 unit takes more than three bytes. */
  #write(text: string): void {
    this.#reserve(text.length * 3)
    this.#used += this.#bytes.write(text, this.#used)
  }

  /** Besides what is asked for there is room for what is short, until this is called again. */
  #reserve(more: number): void {
    const needed = this.#used + more + spareBytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#use(larger)
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = viewOf(bytes)
  }
}

function toPiece(text: string): Piece {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.alloc(Math.ceil(length / 8) * 8)
  bytes.write(text)
  const words = Float64Array.from({ length: bytes.length / 8 }, (_, word) => bytes.readDoubleLE(word * 8))
  return { words, length }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}

/** Says nothing but valid and, where there are any, limits. */
function isPlain({ code, missingScopes, rateLimits, credits, explanation }: Judged): boolean {
  const isLimited = rateLimits === null || rateLimits.length > 0
  return (
    code === 'valid' && isLimited && missingScopes === null && credits === null && explanation === undefined
  )
}
