import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** How much more memory is held after something was done than before. */
export function retainedBytes(act: () => void): number {
  collect()
  const before = process.memoryUsage().heapUsed
  act()
  collect()
  collect()
  return process.memoryUsage().heapUsed - before
}
