/** A page of the key table: Node reads ASCII out of a buffer in a fraction of the time that a `TextDecoder` takes. */
export class KeyPage {
  readonly bytes: Buffer

  constructor(length: number) {
    this.bytes = Buffer.alloc(length)
  }

  ascii(start: number, end: number): string {
    return this.bytes.toString('latin1', start, end)
  }
}
