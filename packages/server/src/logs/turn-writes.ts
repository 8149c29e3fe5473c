import { type DestinationStream, destination } from 'pino'

/** What is logged meanwhile is written at once when it is more than this, in bytes. */
const heldMax = 12 * 1024

/**
 * Standard output, written once a turn of the event loop: answers come in groups, and a write for each of their lines
 * costs more than the line. What ends the process leaves nothing unwritten but what ends it without notice.
 */
export function turnWrites(): DestinationStream {
  const output = destination({ dest: 1, sync: true, minLength: heldMax })
  let isDue = false
  const flush = () => {
    isDue = false
    output.flushSync()
  }
  let isWatching = false
  return {
    write: line => {
      output.write(line)
      if (!isWatching) process.once('exit', flush)
      isWatching = true
      if (isDue) return
      isDue = true
      setImmediate(flush)
    },
  }
}
