import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Until so many bytes have come in: the lane's reads are no events. */
export async function untilRead(socket: Socket, bytes: number): Promise<void> {
  while (socket.bytesRead < bytes) await nextTurn()
}
