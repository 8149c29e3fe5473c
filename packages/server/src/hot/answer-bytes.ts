import { STATUS_CODES } from 'node:http'
import { problemDefinitions } from '@keyturn/contract'
import type { GatewayAnswer } from '../forward-auth/gateway-answer.ts'
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

/** An answer's whole text, and how to write it. */
export type AnswerText = { status: number; text: string; encoding: 'latin1' | 'utf8' }

/** Writes the same answers as the ordinary lane, header by header. `lanes.test.ts` compares the two. */
export class AnswerBytes {
  readonly #helpUrl: string
  readonly #fixedHeaders: string
  readonly #keepingAlive: string
  #second = 0
  #date = ''

  constructor(options: AnswerOptions) {
    this.#helpUrl = options.helpUrl
    this.#fixedHeaders =
      '\r\nx-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n' +
      "content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n" +
      'cross-origin-resource-policy: same-origin\r\ncache-control: no-store\r\n' +
      (options.isSecure ? 'strict-transport-security: max-age=31536000\r\n' : '')
    const { keepAliveSeconds, requestsMax } = options
    this.#keepingAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}, max=${requestsMax}\r\n\r\n`
  }

  json(body: string, answer: { requestId: string; isLast: boolean }): AnswerText {
    return this.#answer(200, 'content-type: application/json; charset=utf-8\r\n', { ...answer, body })
  }

  problem(problem: HttpProblem, answer: { requestId: string; isLast: boolean }): AnswerText {
    const { status } = problemDefinitions[problem.code]
    const body = problemBody(problem, { requestId: answer.requestId, helpUrl: this.#helpUrl })
    const headers = `${linesOf(problem.headers)}content-type: application/problem+json\r\n`
    return this.#answer(status, headers, { ...answer, body })
  }

  gateway(
    { status, headers, body }: GatewayAnswer,
    answer: { requestId: string; isLast: boolean },
  ): AnswerText {
    return this.#answer(status, linesOf(headers), { ...answer, body })
  }

  #answer(
    status: number,
    headers: string,
    { requestId, body, isLast }: { requestId: string; body: string; isLast: boolean },
  ): AnswerText {
    const bytes = Buffer.byteLength(body)
    const text =
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-request-id: ${requestId}${this.#fixedHeaders}${headers}` +
      `content-length: ${bytes}\r\nDate: ${this.#now()}\r\n` +
      (isLast ? 'Connection: close\r\n\r\n' : this.#keepingAlive) +
      body
    // Headers are ASCII; a body that is too can be written without being encoded.
    return { status, text, encoding: bytes === body.length ? 'latin1' : 'utf8' }
  }

  #now(): string {
    const second = Math.floor(Date.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#date = new Date(second * 1000).toUTCString()
    }
    return this.#date
  }
}

function linesOf(headers: Readonly<Record<string, string>>): string {
  let lines = ''
  for (const name of Object.keys(headers)) lines += `${name}: ${headers[name]}\r\n`
  return lines
}
