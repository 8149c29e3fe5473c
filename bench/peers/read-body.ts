import type { IncomingMessage } from 'node:http'

/** The least that a server does for a JSON body. */
export function readBody(request: IncomingMessage, done: (body: unknown) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [first] = chunks
    const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks)
    done(JSON.parse(bytes.toString()))
  })
}
