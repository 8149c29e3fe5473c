import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { TextStream } from './call.ts'

/**
 * Answers text piece by piece, never faster than the client reads. The first piece is made before the status goes out,
 * so that what fails at once is a problem; a later failure breaks the connection off, which no client takes for the end.
 */
export async function sendStream(reply: FastifyReply, { type, pieces }: TextStream): Promise<FastifyReply> {
  reply.type(`${type}; charset=utf-8`)
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (reply.request.method === 'HEAD') {
    await iterator.return?.()
    return reply.send()
  }
  return reply.send(Readable.from(resumed(first, iterator), { objectMode: false }))
}

async function* resumed(
  first: IteratorResult<string, unknown>,
  iterator: AsyncIterator<string>,
): AsyncGenerator<string, void, undefined> {
  try {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value
  } finally {
    // The client may have gone away in the middle.
    await iterator.return?.()
  }
}
