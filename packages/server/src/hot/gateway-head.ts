import { QuestionHeaders } from '../forward-auth/question-headers.ts'
import { maxHeaders } from '../http/guard-request.ts'
import { ownText } from '../http/own-text.ts'
import { host } from './canonical-head.ts'

/** A gateway's question in the one form that the hot lane reads: no body, and nothing about where it ends. */
export type GatewayHead = { method: string; target: string; headers: QuestionHeaders }

const requestLine =
  /(GET|POST|PUT|PATCH|DELETE|OPTIONS) (\/v1\/forward-auth\?[A-Za-z0-9._~:/=&%+,*-]{1,1024}) HTTP\/1\.1\r\n/y

/**
 * What decides where a request ends, or what is done with it besides reading it. Gateways pass on whatever their
 * callers send, so that here, unlike in a verification, every other header is let through, however often.
 */
const meaningful = new Set([
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Headers of which the ordinary lane refuses two, whatever they say. */
const single = ['host', 'connection', 'content-type', 'content-encoding', 'idempotency-key', 'if-match']

/** What a name is here: 0 anything, a bit of its own where there may be one, or `refused`. */
type Role = number
const refused: Role = -1
const hostRole: Role = 1
const connectionRole: Role = 2
/** Keys and what signs people in are not kept, and addresses differ from one question to the next. */
const changing = [
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-uri',
  'x-original-uri',
]
const changingRole: Role = 1 << single.length
const rolesBySpelling = new Map<string, Role>()
const spellingsMax = 1_000

/** 1 for what names and values consist of. */
const ofNames = table(/[A-Za-z0-9-]/)
const ofValues = table(/[\x20-\x7e]/)

type RequestLine = { whole: string; method: string; target: string }
type HeaderLine = { name: string; value: string; role: Role; length: number }
/** A line that came at its place, to be compared with the next. */
type KeptLine = { line: HeaderLine; whole: string }
type Span = { start: number; end: number }

const keptLinesMax = 32
const keptLengthMax = 256
/** At a place where lines differ so often, they are not kept any more: that costs more than reading them. */
const differencesMax = 8

/** Reads the heads of one connection. Gateways repeat themselves: a line like the one before is not read again. */
export class GatewayHeads {
  #line: RequestLine | null = null
  /** By their places in the head. */
  readonly #kept: (KeptLine | undefined)[] = Array(keptLinesMax).fill(undefined)
  readonly #differences = new Uint8Array(keptLinesMax)

  /** The head between `start` and `end`; null when it is not canonical. `text` is `bytes` read as Latin-1. */
  read(bytes: Buffer, text: string, { start, end }: Span): GatewayHead | null {
    const line = this.#readLine(text, start)
    if (line === null) return null
    const { whole, method, target } = line
    const headers = this.#readHeaders(bytes, text, { start: start + whole.length, end: end - 2 })
    return headers && { method, target, headers }
  }

  #readLine(text: string, start: number): RequestLine | null {
    const last = this.#line
    if (last !== null && isAt(text, start, last.whole)) return last
    requestLine.lastIndex = start
    const [whole, method, target] = requestLine.exec(text) ?? []
    if (whole === undefined || method === undefined || target === undefined) return null
    this.#line = { whole: ownText(whole), method: ownText(method), target: ownText(target) }
    return this.#line
  }

  #readHeaders(bytes: Buffer, text: string, { start, end }: Span): QuestionHeaders | null {
    const headers = new QuestionHeaders()
    let seen = 0
    let count = 0
    for (let at = start; at < end; count++) {
      const kept = this.#kept[count]
      const isKept = kept !== undefined && isAt(text, at, kept.whole)
      const line = isKept ? kept.line : readHeader(bytes, text, at)
      if (line === null || line.role === refused || (seen & line.role) !== 0) return null
      if (line.role !== changingRole) seen |= line.role
      headers.add(line.name, line.value)
      if (!isKept) this.#keep(text, { line, at, count })
      at += line.length
    }
    return (seen & hostRole) !== 0 && count <= maxHeaders ? headers : null
  }

  #keep(text: string, { line, at, count }: { line: HeaderLine; at: number; count: number }): void {
    if (line.role === changingRole || line.length > keptLengthMax) return
    const differences = this.#differences[count] ?? differencesMax
    if (differences > differencesMax || count >= keptLinesMax) return
    this.#differences[count] = differences + 1
    this.#kept[count] = differences < differencesMax ? ownLine(text, line, at) : undefined
  }
}

function ownLine(text: string, { name, role, length }: HeaderLine, at: number): KeptLine {
  const whole = ownText(text.slice(at, at + length))
  const value = whole.slice(name.length + 2, -2)
  return { line: { name: whole.slice(0, name.length), value, role, length }, whole }
}

/** Slices are compared by the processor's widest words, which `startsWith` is not. */
function isAt(text: string, at: number, expected: string): boolean {
  return text.slice(at, at + expected.length) === expected
}

function readHeader(bytes: Buffer, text: string, at: number): HeaderLine | null {
  const colon = passWhile(ofNames, bytes, at)
  const valueAt = colon + 2
  const valueEnd = passWhile(ofValues, bytes, valueAt)
  if (colon === at || !isLine(bytes, { colon, valueAt, valueEnd })) return null
  const name = text.slice(at, colon)
  const value = text.slice(valueAt, valueEnd)
  const role = rolesBySpelling.get(name) ?? findRole(name)
  return isHarmless(role, value) ? { name, value, role, length: valueEnd + 2 - at } : null
}

function passWhile(table: Uint8Array, bytes: Buffer, from: number): number {
  let at = from
  while (table[bytes[at] ?? 0] === 1) at++
  return at
}

/** A colon, one space, a value that neither begins nor ends with one, CRLF. */
function isLine(
  bytes: Buffer,
  { colon, valueAt, valueEnd }: { colon: number; valueAt: number; valueEnd: number },
): boolean {
  return (
    bytes[colon] === 0x3a &&
    bytes[colon + 1] === 0x20 &&
    valueEnd > valueAt &&
    bytes[valueAt] !== 0x20 &&
    bytes[valueEnd - 1] !== 0x20 &&
    bytes[valueEnd] === 0x0d &&
    bytes[valueEnd + 1] === 0x0a
  )
}

function isHarmless(role: Role, value: string): boolean {
  if (role === hostRole) return host.test(value)
  return role !== connectionRole || value.toLowerCase() === 'keep-alive'
}

function findRole(spelling: string): Role {
  const name = spelling.toLowerCase()
  const role = roleOf(name)
  if (rolesBySpelling.size >= spellingsMax) rolesBySpelling.clear()
  rolesBySpelling.set(ownText(spelling), role)
  return role
}

function roleOf(name: string): Role {
  if (meaningful.has(name)) return refused
  if (changing.includes(name)) return changingRole
  return single.includes(name) ? 1 << single.indexOf(name) : 0
}

function table(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(characters.test(String.fromCharCode(code))))
}
