/** Preloaded into a Keyturn process: SIGUSR2 blocks its event loop for TEST_BLOCK_MS milliseconds, as a bug would. */
import { isMainThread } from 'node:worker_threads'

const blockMs = Number(process.env['TEST_BLOCK_MS'])

if (isMainThread) {
  process.on('SIGUSR2', () => {
    const end = performance.now() + blockMs
    while (performance.now() < end);
  })
}
