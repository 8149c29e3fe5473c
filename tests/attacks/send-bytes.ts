import { connect } from 'node:net'

export type WireAnswer = {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string
  /** Answers on this connection; the first one is this. */
  count: number
  /** Everything, as it came. */
  all: string
}

/** How long a server may leave a connection open that has nothing more to say. */
const silentMsMax = 15_000

/** Writes on a fresh connection and reads until the server closes it. Status 0: closed without an answer. */
export function sendBytes(port: number, bytes: string | Buffer): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    })
    socket.setTimeout(silentMsMax, () => {
      socket.destroy()
      reject(new Error(`left open after ${Buffer.concat(chunks).toString('latin1').slice(0, 500)}`))
    })
    socket.on('data', chunk => chunks.push(chunk))
    // Whoever is answered with a closed connection may still be writing.
    socket.on('error', () => {})
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(chunks))))
  })
}

/** Writes, and resets the connection without reading. */
export function cutAfter(port: number, bytes: Buffer): Promise<void> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.write(bytes, () => socket.resetAndDestroy())
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
}

function parseAnswer(bytes: Buffer): WireAnswer {
  const all = bytes.toString('utf8')
  const end = all.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = all.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const length = headers['content-length']
  const rest = Buffer.from(all.slice(end + 4))
  const body = (length === undefined ? rest : rest.subarray(0, Number(length))).toString('utf8')
  const status = Number(statusLine.split(' ')[1] ?? 0)
  return { status, headers, body, count: all.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0, all }
}
