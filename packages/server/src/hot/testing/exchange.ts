import { once } from 'node:events'
import { connect } from 'node:net'

/** One answer as it stood on the wire. */
export type WireAnswer = { status: string; headers: string[]; body: string }

/** Ends a connection in the ordinary lane, whatever lane it was in before. */
export const lastRequest = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

/** What a client does: write, wait until so many answers have come in all, or end its half of the connection. */
export type Piece = string | Uint8Array | { answers: number } | 'FIN'

export const answered = (answers: number): Piece => ({ answers })

/** Does the pieces one after the other on a fresh connection, and reads until the server closes it. */
export async function exchange(port: number, pieces: readonly Piece[]): Promise<WireAnswer[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const chunks: Buffer[] = []
  const answers = () => parseAnswers(Buffer.concat(chunks))
  socket.on('data', chunk => chunks.push(chunk))
  // Whoever is answered with a closed connection may still be writing.
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  for (const piece of pieces) {
    if (piece === 'FIN') socket.end()
    else if (typeof piece === 'string' || piece instanceof Uint8Array) {
      await new Promise(done => socket.write(piece, done))
    } else while (answers().length < piece.answers) await once(socket, 'data')
  }
  await closed
  return answers()
}

/** Answers by their content-length; what is left over is an answer of its own, so that it is noticed. */
export function parseAnswers(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at)
    const [status = '', ...headers] = bytes
      .toString('latin1', at, end === -1 ? bytes.length : end)
      .split('\r\n')
    const length = Number(headers.find(header => /^content-length: /i.test(header))?.slice(16) ?? 0)
    const bodyStart = end === -1 ? bytes.length : end + 4
    answers.push({ status, headers, body: bytes.toString('utf8', bodyStart, bodyStart + length) })
    at = bodyStart + length
  }
  return answers
}

/** Without what differs from one answer to the next: ids, dates, and what limits and credits have left. */
export function comparable({ status, headers, body }: WireAnswer): WireAnswer {
  return {
    status,
    headers: headers.map(header =>
      header
        .replace(/^(x-request-id: req_)[0-9a-f]{24}$/i, '$1#')
        .replace(/^(date: ).{29}$/i, '$1#')
        // Numbers that count may have one digit more.
        .replace(/^(content-length: )\d+$/i, `$1${counting(body) ? '#' : '$&'}`),
    ),
    body: body
      .replace(/"(ver|req)_[0-9a-z]{24,26}"/g, '"$1_#"')
      .replace(/"(remaining|resetSeconds)":\d+/g, '"$1":#')
      .replace(/It is \d{4}-[0-9T:.-]{18}Z/g, 'It is #'),
  }
}

function counting(body: string): boolean {
  return /"(?:remaining|resetSeconds)":/.test(body)
}
