import type { Socket } from 'node:net'

/**
 * All connections are read into the same memory, one read at a time. For each read of a server's socket node takes 64 KiB
 * anew, which with collecting it is about a twentieth of the price of a verification. A client's socket can bring memory of
 * its own (`onread`); a server's gets there through what node does not document (decision 0034). It is looked for, and
 * where a version of node has it no more, chunks come as they always did.
 */
const memory = Buffer.allocUnsafeSlow(65_536)

/** Takes the first bytes of a memory that the next read of any connection overwrites; false pauses the socket. */
type Take = (length: number, bytes: Buffer) => boolean

type Names = { buffer: symbol; callback: symbol }
/** Undefined before the first socket was looked at. */
let names: Names | null | undefined

/** From now on what comes goes to `take` instead of being chunks; false where this node cannot. */
export function readShared(socket: Socket, take: Take): boolean {
  const handle: unknown = Reflect.get(socket, '_handle')
  names ??= findNames(socket)
  if (names === null || !takesMemory(handle)) return false
  handle.useUserBuffer(memory)
  Reflect.set(socket, names.buffer, memory)
  Reflect.set(socket, names.callback, take)
  return true
}

/** What comes from now on are chunks again, as any socket's. */
export function readChunks(socket: Socket): void {
  if (!names || Reflect.get(socket, names.buffer) !== memory) return
  const push: Take = (length, bytes) => socket.push(Buffer.from(bytes.subarray(0, length)))
  Reflect.set(socket, names.callback, push)
}

function findNames(socket: Socket): Names | null {
  const symbols = Object.getOwnPropertySymbols(socket)
  const buffer = symbols.find(each => each.description === 'kBuffer')
  const callback = symbols.find(each => each.description === 'kBufferCb')
  return buffer === undefined || callback === undefined ? null : { buffer, callback }
}

function takesMemory(handle: unknown): handle is { useUserBuffer(bytes: Buffer): void } {
  const isObject = typeof handle === 'object' && handle !== null
  return isObject && typeof Reflect.get(handle, 'useUserBuffer') === 'function'
}
