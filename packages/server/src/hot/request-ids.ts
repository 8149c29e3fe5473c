import { randomBytes } from 'node:crypto'

const digitsPerId = 24
const idsPerDraw = 512

/** Ids of the form of `newRequestId`, drawn many at a time: the system's generator costs more than the rest of an id. */
export class RequestIds {
  #digits = ''
  #used = 0

  next(): string {
    if (this.#used === this.#digits.length) {
      this.#digits = randomBytes((idsPerDraw * digitsPerId) / 2).toString('hex')
      this.#used = 0
    }
    this.#used += digitsPerId
    return `req_${this.#digits.slice(this.#used - digitsPerId, this.#used)}`
  }
}
