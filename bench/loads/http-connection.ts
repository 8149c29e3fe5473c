import { connect, type Socket } from 'node:net'

/** The whole answer as text, one character a byte; null when the connection broke. */
export type AnswerListener = (answer: string | null) => void

/**
 * One kept-alive connection with one request in flight. Requests are bytes made beforehand and answers are looked
 * at, not parsed, so that a client costs less than the servers that it measures.
 */
export class HttpConnection {
  readonly #port: number
  readonly #buffer = Buffer.allocUnsafeSlow(256 * 1024)
  #socket: Socket
  #listener: AnswerListener | null = null
  #partial = ''

  private constructor(port: number, ready: () => void, failed: (error: Error) => void) {
    this.#port = port
    this.#socket = this.#connect(failed)
    this.#socket.once('connect', ready)
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const connection: HttpConnection = new HttpConnection(port, () => resolve(connection), reject)
    })
  }

  send(request: Buffer, listener: AnswerListener): void {
    this.#listener = listener
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #connect(failed: (error: Error) => void): Socket {
    const buffer = this.#buffer
    const callback = (length: number): boolean => {
      if (this.#socket === socket) this.#receive(buffer.toString('latin1', 0, length))
      return true
    }
    const options = { port: this.#port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } }
    const socket = connect(options)
    socket.on('error', failed)
    socket.on('close', () => {
      if (this.#socket === socket) this.#finish(null)
    })
    return socket
  }

  #receive(text: string): void {
    const answer = this.#partial === '' ? text : this.#partial + text
    this.#partial = answer
    if (!isComplete(answer)) return
    if (isLast(answer)) {
      const last = this.#socket
      this.#socket = this.#connect(() => undefined)
      last.destroy()
    }
    this.#finish(answer)
  }

  #finish(answer: string | null): void {
    const listener = this.#listener
    this.#partial = ''
    this.#listener = null
    listener?.(answer)
  }
}

function isComplete(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const length = contentLength(answer)
  if (length === null) return answer.endsWith('0\r\n\r\n')
  return answer.length >= headEnd + 4 + length
}

/** Servers end a connection after some number of requests, and say so. */
function isLast(answer: string): boolean {
  const at = answer.indexOf('onnection: close')
  return at > 0 && at < answer.indexOf('\r\n\r\n')
}

function contentLength(answer: string): number | null {
  let at = answer.indexOf('ontent-length: ')
  if (at < 0) at = answer.indexOf('ontent-Length: ')
  return at < 0 ? null : Number.parseInt(answer.slice(at + 15, at + 25), 10)
}

/** The bytes of a POST with a JSON body. */
export function postRequest(path: string, body: object, headers: Record<string, string> = {}): Buffer {
  const text = JSON.stringify(body)
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`)
}

/** The bytes of a GET. */
export function getRequest(path: string, headers: Record<string, string> = {}): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}
