import { STATUS_CODES } from 'node:http'
import { problemDefinitions } from '@keyturn/contract'
import { type GatewayAnswer, isForGateway } from '../forward-auth/gateway-answer.ts'
import { browserHeaders } from '../http/browser-headers.ts'
import type { HttpProblem } from '../http/http-problem.ts'
import { problemBody } from '../http/to-problem.ts'

export type AnswerOptions = {
  /** The page that problem types point at. */
  helpUrl: string
  /** Whether clients come over https. */
  isSecure: boolean
  keepAliveSeconds: number
  requestsMax: number
}

/** A whole answer: text and how to write it; a body that is bytes comes after it. */
export type AnswerText = {
  status: number
  text: string
  encoding: 'latin1' | 'utf8'
  bytes: Buffer | null
}

const unkept = 'cache-control: no-store\r\n'

type Parts = {
  status: number
  /** Whole lines; those of every answer come before. Default: all of them. */
  fixed?: string
  headers: string
  body: string | Buffer
  requestId: string
  isLast: boolean
  /** Leaves out that the connection stays open, as it does in HTTP/1.1 (RFC 9112, section 9.3). Default: false. */
  isBrief?: boolean
}

/** Writes the same answers as the ordinary lane, header by header. `lanes.test.ts` compares the two. */
export class AnswerBytes {
  readonly #helpUrl: string
  readonly #fixedHeaders: string
  readonly #keepAlive: string
  #second = 0
  /** What stands after the length, as long as the second lasts. */
  #keptOpen = ''
  #keptForGateway = ''
  #closed = ''

  constructor(options: AnswerOptions) {
    this.#helpUrl = options.helpUrl
    this.#fixedHeaders = `\r\n${linesOf(browserHeaders(options))}${unkept}`
    const { keepAliveSeconds, requestsMax } = options
    this.#keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}, max=${requestsMax}`
  }

  json(body: string | Buffer, { requestId, isLast }: { requestId: string; isLast: boolean }): AnswerText {
    const headers = 'content-type: application/json; charset=utf-8\r\n'
    return this.#answer({ status: 200, headers, body, requestId, isLast })
  }

  problem(problem: HttpProblem, answer: { requestId: string; isLast: boolean }): AnswerText {
    const { status } = problemDefinitions[problem.code]
    const body = problemBody(problem, { requestId: answer.requestId, helpUrl: this.#helpUrl })
    const headers = `${linesOf(problem.headers)}content-type: application/problem+json\r\n`
    return this.#answer({ status, headers, body, ...answer })
  }

  gateway(
    { status, headers, body }: GatewayAnswer,
    { requestId, isLast }: { requestId: string; isLast: boolean },
  ): AnswerText {
    const own = isForGateway(status)
    const fixed = own ? `\r\n${unkept}` : this.#fixedHeaders
    return this.#answer({ status, fixed, headers: linesOf(headers), body, requestId, isLast, isBrief: own })
  }

  #answer(parts: Parts): AnswerText {
    const { status, fixed = this.#fixedHeaders, headers, body, requestId, isLast, isBrief = false } = parts
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    this.#keepTime()
    const open = isBrief ? this.#keptForGateway : this.#keptOpen
    const head =
      `${statusLine(status)}x-request-id: ${requestId}${fixed}${headers}` +
      `content-length: ${length}${isLast ? this.#closed : open}`
    if (typeof body !== 'string') return { status, text: head, encoding: 'latin1', bytes: body }
    // Headers are ASCII; a body that is too can be written without being encoded.
    const encoding = length === body.length ? 'latin1' : 'utf8'
    return { status, text: head + body, encoding, bytes: null }
  }

  #keepTime(): void {
    const second = Math.floor(Date.now() / 1000)
    if (second === this.#second) return
    this.#second = second
    const date = `\r\nDate: ${new Date(second * 1000).toUTCString()}\r\n`
    this.#keptForGateway = `${date}\r\n`
    this.#keptOpen = `${date}${this.#keepAlive}\r\n\r\n`
    this.#closed = `${date}Connection: close\r\n\r\n`
  }
}

function statusLine(status: number): string {
  return status === 200 ? 'HTTP/1.1 200 OK\r\n' : `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
}

function linesOf(headers: Readonly<Record<string, string>>): string {
  let lines = ''
  for (const name of Object.keys(headers)) lines += `${name}: ${headers[name]}\r\n`
  return lines
}
