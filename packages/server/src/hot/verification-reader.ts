import type { VerifyInput } from '@keyturn/engine'
import { ownText } from '../http/own-text.ts'
import {
  type Observed,
  type ObservedName,
  readKey,
  readObservedText,
  verification,
} from './canonical-verification.ts'
import { JsonCursor, KnownText } from './json-cursor.ts'

/** Larger ones are read in full each time: a sample is kept for as long as its connection. */
const sampleLengthMax = 2_048

/** A text that may differ from one verification to the next, and the JSON between it and the one before. */
type Place = { before: KnownText; name: ObservedName; quoted: KnownText }

/** Plain strings hold no quotation marks: what looks like a member with a text is one. */
const keyMember = /"key"\s*:\s*(?=")/
const observedMember = /"(method|path|ip|userAgent|origin)"\s*:\s*(?=("[^"]*"))/g

/**
 * A verification that was read, to read others by. Those of a batch differ in a few texts, and all JSON besides is as
 * good as the same JSON was here: comparing takes a fraction of reading, and what is the same becomes the same value.
 */
class SampleVerification {
  readonly #input: VerifyInput
  readonly #beforeKey: KnownText
  readonly #afterKey: KnownText
  readonly #places: readonly Place[]
  readonly #end: KnownText

  constructor(input: VerifyInput, { beforeKey, afterKey }: { beforeKey: string; afterKey: string }) {
    this.#input = input
    this.#beforeKey = new KnownText(beforeKey)
    this.#afterKey = new KnownText(afterKey)
    const { places, end } = findPlaces(afterKey)
    this.#places = places
    this.#end = end
  }

  /** The verification that comes next; null when it differs in more than texts, or one of them is not canonical. */
  readLike(cursor: JsonCursor): VerifyInput | null {
    const key = cursor.takesSame(this.#beforeKey) ? readKey(cursor) : undefined
    if (key === undefined) return null
    const request = cursor.takesSame(this.#afterKey) ? this.#input.request : this.#readObserved(cursor)
    return request === null ? null : this.with(key, request)
  }

  /** The verification itself, of another key. */
  with(key: string, request = this.#input.request): VerifyInput {
    const { apiId, environment, organizationId, scopes, cost, explain } = this.#input
    return { key, apiId, environment, organizationId, scopes, cost, explain, request }
  }

  #readObserved(cursor: JsonCursor): Observed | null {
    const { method, path, ip, userAgent, origin } = this.#input.request ?? {}
    const request: Observed = { method, path, ip, userAgent, origin }
    for (const { before, name, quoted } of this.#places) {
      if (!cursor.takesSame(before)) return null
      if (cursor.takesSame(quoted)) continue
      request[name] = readObservedText(cursor, name)
      if (request[name] === undefined) return null
    }
    return cursor.takesSame(this.#end) ? request : null
  }
}

/** Read again from a text of its own, without the key: texts of the first reading keep the chunk that they came in. */
function toSample(json: string, keyLength: number): SampleVerification | null {
  const [member = ''] = keyMember.exec(json) ?? []
  const keyAt = json.indexOf(member) + member.length
  const beforeKey = ownText(json.slice(0, keyAt))
  const afterKey = ownText(json.slice(keyAt + keyLength + 2))
  const bytes = Buffer.from(`${beforeKey}""${afterKey}`, 'latin1')
  const cursor = new JsonCursor(bytes, bytes.toString('latin1'), { start: 0, end: bytes.length })
  const input = verification(cursor)
  return input && new SampleVerification(input, { beforeKey, afterKey })
}

function findPlaces(json: string): { places: Place[]; end: KnownText } {
  const places: Place[] = []
  let from = 0
  for (const { 0: member, 1: name, 2: quoted = '', index } of json.matchAll(observedMember)) {
    const start = index + member.length
    const before = new KnownText(json.slice(from, start))
    places.push({ before, name: name as ObservedName, quoted: new KnownText(quoted) })
    from = start + quoted.length
  }
  return { places, end: new KnownText(json.slice(from)) }
}

/** Reads each verification by the first, or in full where it is another kind of verification. */
export class VerificationReader {
  #first: SampleVerification | null = null

  /** Null when it is not canonical. */
  read(cursor: JsonCursor): VerifyInput | null {
    const start = cursor.position
    const like = this.#first?.readLike(cursor) ?? null
    if (like !== null) return like
    cursor.returnTo(start)
    return this.#first === null ? this.#readFirst(cursor) : verification(cursor)
  }

  /** The same; where it is another kind, those that follow are read by it from now on. */
  readAnew(cursor: JsonCursor): VerifyInput | null {
    const start = cursor.position
    const like = this.#first?.readLike(cursor) ?? null
    if (like !== null) return like
    cursor.returnTo(start)
    return this.#readFirst(cursor)
  }

  #readFirst(cursor: JsonCursor): VerifyInput | null {
    const start = cursor.position
    const input = verification(cursor)
    if (input === null || cursor.position - start > sampleLengthMax) return input
    this.#first = toSample(cursor.since(start), input.key.length)
    return this.#first?.with(input.key) ?? input
  }
}
