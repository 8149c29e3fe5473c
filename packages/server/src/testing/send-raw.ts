import { connect } from 'node:net'

export type RawAnswer = { status: number; headers: Record<string, string>; body: string; all: string }

/** Writes bytes on a fresh connection and reads until the server closes it. */
export function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes))
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', error => (chunks.length > 0 ? undefined : reject(error)))
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(chunks).toString('latin1'))))
  })
}

function parseAnswer(all: string): RawAnswer {
  const end = all.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = all.slice(0, end).split('\r\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(
      lines.map(line => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    ),
    body: all.slice(end + 4),
    all,
  }
}
