/** A batch of 1,000 verifications with all that a service saw takes less. */
export const awaitedBytesMax = 512 * 1024
const piecesMax = 64

/** A request whose head is read and whose body arrives in several reads. Its pieces are put together once. */
export class AwaitedRequest {
  readonly #pieces: Buffer[]
  readonly #length: number
  #arrived: number

  constructor(begun: Buffer, length: number) {
    this.#pieces = [begun]
    this.#length = length
    this.#arrived = begun.length
  }

  get isWhole(): boolean {
    return this.#arrived >= this.#length
  }

  /** Comes in crumbs, each of which takes far more memory than it holds. */
  get isScattered(): boolean {
    return this.#pieces.length > piecesMax
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#arrived += piece.length
  }

  /** All that has arrived, perhaps with what follows the request. */
  bytes(): Buffer {
    return Buffer.concat(this.#pieces)
  }
}
