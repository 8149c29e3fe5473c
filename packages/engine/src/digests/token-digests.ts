import { hash } from 'node:crypto'
import { type Digests, digestWords, isPresentableToken, readDigestText } from '@keyturn/core'
import { blockWords, lanes, sha256Module } from './sha256-module.ts'

/** In characters: with the byte that ends it and its length, a longer token would not fit into one block. */
const lengthMin = 16
const lengthMax = 55
const lengthWord = blockWords - 1
const firstPrintable = 0x21
const lastPrintable = 0x7e

type Sha256 = { memory: { buffer: ArrayBuffer }; digest(): void }
/** What of WebAssembly is used; the library of types that has it describes a browser. */
type Platform = {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object
    Instance: new (module: object) => { exports: Sha256 }
  }
}

/**
 * The SHA-256 of many tokens. Those of ordinary length are taken four at a time, by instructions that work on four
 * words: that takes half the time of as many calls of `crypto.hash`, most of which is spent on each call.
 */
export class TokenDigests implements Digests {
  count = 0
  words = new Int32Array(0)
  /** 0 for what can be nobody's token. */
  present = new Uint8Array(0)
  readonly #sha256 = instantiate()
  /** The memory of the module: word by word, the four lanes of a word side by side. */
  readonly #memory = new Int32Array(this.#sha256.memory.buffer)
  readonly #indexes = new Int32Array(lanes)

  /** Until the next call. Of the tokens nothing stays. */
  of(tokens: readonly { readonly token: string }[]): this {
    this.count = tokens.length
    if (this.present.length < tokens.length) {
      this.present = new Uint8Array(tokens.length)
      this.words = new Int32Array(tokens.length * digestWords)
    }
    let taken = 0
    for (let index = 0; index < tokens.length; index++) {
      const { token = '' } = tokens[index] ?? {}
      if (!this.#putBlock(token, taken)) this.#takeOne(token, index)
      else {
        this.#indexes[taken++] = index
        if (taken === lanes) taken = this.#takeAll(taken)
      }
    }
    this.#takeAll(taken)
    this.#memory.fill(0, 0, blockWords * lanes)
    return this
  }

  /** The padded message (FIPS 180-4, section 5.1.1) in one of the lanes; false for what is no token, or too long for that. */
  #putBlock(token: string, lane: number): boolean {
    const { length } = token
    if (length < lengthMin || length > lengthMax) return false
    const memory = this.#memory
    let at = lane
    let outside = 0
    let word = 0
    for (let index = 0; index < length; index++) {
      const code = token.charCodeAt(index)
      outside |= (code - firstPrintable) | (lastPrintable - code)
      word = (word << 8) | code
      if ((index & 3) === 3) {
        memory[at] = word
        at += lanes
      }
    }
    if (outside < 0) return false
    const rest = length & 3
    memory[at] = ((word << 8) | 0x80) << (24 - rest * 8)
    for (at += lanes; at < lengthWord * lanes; at += lanes) memory[at] = 0
    memory[lengthWord * lanes + lane] = length * 8
    return true
  }

  #takeAll(taken: number): 0 {
    if (taken === 0) return 0
    this.#sha256.digest()
    const [memory, words] = [this.#memory, this.words]
    for (let lane = 0; lane < taken; lane++) {
      const index = this.#indexes[lane] ?? 0
      let from = blockWords * lanes + lane
      for (let at = index * digestWords; at < (index + 1) * digestWords; at++, from += lanes)
        words[at] = memory[from] ?? 0
      this.present[index] = 1
    }
    return 0
  }

  #takeOne(token: string, index: number): void {
    const isToken = isPresentableToken(token)
    if (isToken) readDigestText(hash('sha256', token, 'binary'), this.words, index * digestWords)
    this.present[index] = Number(isToken)
  }
}

function instantiate(): Sha256 {
  const { WebAssembly } = globalThis as unknown as Platform
  return new WebAssembly.Instance(new WebAssembly.Module(sha256Module())).exports
}
