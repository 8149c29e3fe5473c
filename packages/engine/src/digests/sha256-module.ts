import { digestWords } from '@keyturn/core'

/** Digests that are computed side by side: one in each 32 bits of a vector. */
export const lanes = 4
/** Words of 32 bits. */
export const blockWords = 16

const [rounds, pageCount, memoryIndex, functionIndex] = [64, 1, 0, 0]
const wordBytes = lanes * 4
const digestAt = blockWords * wordBytes

const roundConstants = firstPrimes(rounds).map(prime => fractionBits(Math.cbrt(prime)))
const initialDigest = firstPrimes(digestWords).map(prime => fractionBits(Math.sqrt(prime)))

/** Opcodes: WebAssembly Core Specification 2.0, section 5.4. */
const [localGet, localSet, i32Const, end] = [0x20, 0x21, 0x41, 0x0b]
const vectorPrefix = 0xfd
const vector = {
  load: 0x00,
  store: 0x0b,
  splat: 0x11,
  or: 0x50,
  xor: 0x51,
  select: 0x52,
  shiftLeft: 0xab,
  shiftRight: 0xad,
  add: 0xae,
} as const
const vectorType = 0x7b

/** Locals: the eight words that rounds work on, the sixteen of the schedule, and one for a sum. */
const [workingAt, scheduleAt, sumAt, localCount] = [0, digestWords, digestWords + blockWords, 25]

/**
 * A WebAssembly module that computes SHA-256 (FIPS 180-4, section 6.2.2) of four messages of one block at once, in
 * instructions that work on four words: `memory` holds word by word those of the four blocks, then those of the four
 * digests, and `digest()` goes from the ones to the others.
 */
export function sha256Module(): Uint8Array<ArrayBuffer> {
  const body = [1, localCount, vectorType, ...sha256Code()]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, pageCount]),
    ...section(7, [2, ...name('memory'), 2, memoryIndex, ...name('digest'), 0, functionIndex]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ])
}

function sha256Code(): number[] {
  const code = new Code()
  for (let word = 0; word < digestWords; word++) code.constant(initialDigest[word] ?? 0).set(workingAt + word)
  for (let word = 0; word < blockWords; word++) code.load(word * wordBytes).set(scheduleAt + word)
  // A round gives each word the place after its own; here the places move and the words stay.
  let working = Array.from({ length: digestWords }, (_, word) => workingAt + word)
  for (let round = 0; round < rounds; round++) {
    if (round >= blockWords) extendSchedule(code, round)
    addRound(code, working, round)
    working = [...working.slice(-1), ...working.slice(0, -1)]
  }
  for (let word = 0; word < digestWords; word++) {
    code.get(working[word] ?? 0).constant(initialDigest[word] ?? 0)
    code.add().store(digestAt + word * wordBytes)
  }
  return code.finished()
}

/** Step 1: each word of the schedule takes the place of the one sixteen before it. */
function extendSchedule(code: Code, round: number): void {
  const ago = (count: number) => scheduleAt + ((round - count) & (blockWords - 1))
  code.get(ago(16)).get(ago(7)).add()
  code.rotate(ago(15), 7).rotate(ago(15), 18).xor().shift(ago(15), 3).xor().add()
  code.rotate(ago(2), 17).rotate(ago(2), 19).xor().shift(ago(2), 10).xor().add()
  code.set(ago(16))
}

/** Step 3. */
function addRound(code: Code, working: readonly number[], round: number): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = working
  const word = scheduleAt + (round & (blockWords - 1))
  code.get(h).rotate(e, 6).rotate(e, 11).xor().rotate(e, 25).xor().add()
  code.get(f).get(g).get(e).select().add()
  code.constant(roundConstants[round] ?? 0).add()
  code.get(word).add().set(sumAt)
  code.get(d).get(sumAt).add().set(d)
  code.get(sumAt).rotate(a, 2).rotate(a, 13).xor().rotate(a, 22).xor().add()
  code.get(c).get(a).get(a).get(b).xor().select().add().set(h)
}

/** Instructions one after the other; each takes its operands from the stack and leaves its result there. */
class Code {
  readonly #bytes: number[] = []

  get(local: number): this {
    return this.#emit(localGet, local)
  }

  set(local: number): this {
    return this.#emit(localSet, local)
  }

  /** In all four lanes. */
  constant(value: number): this {
    return this.#integer(value).#vector(vector.splat)
  }

  load(address: number): this {
    return this.#integer(address).#vector(vector.load).#aligned()
  }

  store(address: number): this {
    // The address comes before the value, which is on the stack already.
    return this.set(sumAt).#integer(address).get(sumAt).#vector(vector.store).#aligned()
  }

  rotate(local: number, bits: number): this {
    return this.shift(local, bits)
      .get(local)
      .#integer(32 - bits)
      .#vector(vector.shiftLeft)
      .#vector(vector.or)
  }

  shift(local: number, bits: number): this {
    return this.get(local).#integer(bits).#vector(vector.shiftRight)
  }

  /** Of three: the bits of the first where the third has ones, and of the second where it has none. */
  select(): this {
    return this.#vector(vector.select)
  }

  add(): this {
    return this.#vector(vector.add)
  }

  xor(): this {
    return this.#vector(vector.xor)
  }

  finished(): number[] {
    return [...this.#bytes, end]
  }

  #vector(opcode: number): this {
    return this.#emit(vectorPrefix, ...unsigned(opcode))
  }

  #integer(value: number): this {
    return this.#emit(i32Const, ...signed(value))
  }

  /** To 16 bytes, with nothing added to the address. */
  #aligned(): this {
    return this.#emit(4, 0)
  }

  #emit(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content]
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text, 'latin1')]
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let each = 2; primes.length < count; each++)
    if (primes.every(prime => each % prime > 0)) primes.push(each)
  return primes
}

/** The first 32 bits behind the point (FIPS 180-4, sections 4.2.2 and 5.3.3). */
function fractionBits(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0
}
