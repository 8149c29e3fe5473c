import { randomFillSync } from 'node:crypto'

const poolBytes = 4_096
const pool = Buffer.alloc(poolBytes)
let used = poolBytes

/**
 * Bytes of the system's generator, which costs more than what is made of them and so is asked for many at a time. Each
 * is handed out once, and is not kept here when it is: tokens are made of them.
 */
export function randomBytes(count: number): Buffer {
  if (count > poolBytes) return randomFillSync(Buffer.alloc(count))
  if (used + count > poolBytes) {
    randomFillSync(pool)
    used = 0
  }
  const taken = pool.subarray(used, used + count)
  const bytes = Buffer.alloc(count)
  taken.copy(bytes)
  taken.fill(0)
  used += count
  return bytes
}
