import { HttpProblem } from '../http/http-problem.ts'
import { ownText } from '../http/own-text.ts'
import { valuesOf } from '../http/read-credential.ts'

/** The headers that a question is read from, each with a place of its own. */
const places = {
  authorization: 0,
  'x-api-key': 1,
  'x-forwarded-for': 2,
  'x-forwarded-method': 3,
  'x-forwarded-uri': 4,
  'x-original-method': 5,
  'x-original-uri': 6,
  'user-agent': 7,
  origin: 8,
}
export type QuestionHeader = keyof typeof places

const nowhere = -1
/** The place of each name by its spelling: gateways send the same few again and again. */
const placesBySpelling = new Map<string, number>()
const spellingsMax = 1_000

/** Of all headers of a question, those that it is read from. */
export class QuestionHeaders {
  readonly #values: (string | undefined)[] = Array(9).fill(undefined)
  /** Name, value, name, value … of those that came before. */
  #repeated: string[] | null = null

  /** Name, value, name, value … as they were sent. Throws `malformed_request`. */
  static of(rawHeaders: readonly string[]): QuestionHeaders {
    const headers = new QuestionHeaders()
    for (let index = 0; index + 1 < rawHeaders.length; index += 2)
      headers.add(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
    return headers
  }

  /**
   * Refuses another spelling of a name that decides: upstreams behind CGI-like interfaces take `X_Forwarded_Uri` for
   * `X-Forwarded-Uri`, and so might a gateway.
   */
  add(name: string, value: string): void {
    const place = placesBySpelling.get(name) ?? findPlace(name)
    if (place === nowhere) return
    if (this.#values[place] === undefined) {
      this.#values[place] = value
      return
    }
    this.#repeated ??= []
    this.#repeated.push(name, value)
  }

  first(name: QuestionHeader): string | undefined {
    return this.#values[places[name]]
  }

  isRepeated(name: QuestionHeader): boolean {
    return this.#repeated !== null && valuesOf(this.#repeated, name).length > 0
  }

  all(name: QuestionHeader): string[] {
    const first = this.first(name)
    if (first === undefined) return []
    return this.#repeated === null ? [first] : [first, ...valuesOf(this.#repeated, name)]
  }
}

function findPlace(spelling: string): number {
  const name = spelling.toLowerCase()
  if (name.includes('_')) refuseAlias(name.replaceAll('_', '-'))
  const place = isRead(name) ? places[name] : nowhere
  if (placesBySpelling.size >= spellingsMax) placesBySpelling.clear()
  placesBySpelling.set(ownText(spelling), place)
  return place
}

function isRead(name: string): name is QuestionHeader {
  return Object.hasOwn(places, name)
}

function refuseAlias(meant: string): void {
  if (!isRead(meant) && !meant.startsWith('x-keyturn-')) return
  throw new HttpProblem('malformed_request', `A header is spelled with underscores. It is called ${meant}.`)
}
