import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { KeyturnOptions } from '../harness/start-keyturn.ts'
import { type PausedReport, runPausedNode } from './paused-node.ts'
import { startCluster } from './start-cluster.ts'

const preload = pathToFileURL(join(import.meta.dirname, '../harness/preloads/block-on-signal.ts')).href

/** Blocks the event loop of one of two processes for longer than its lease while a key is revoked (F24). */
export async function runBlockedNode(
  options: Pick<KeyturnOptions, 'database' | 'command'> & { blockMs: number },
): Promise<PausedReport> {
  const { blockMs, ...build } = options
  const env = { NODE_OPTIONS: `--import=${preload}`, TEST_BLOCK_MS: String(blockMs) }
  const cluster = await startCluster({ ...build, nodes: 2, env })
  try {
    const [writer, paused] = cluster.nodes
    const pause = { begin: (pid: number) => void process.kill(pid, 'SIGUSR2'), end: () => {} }
    const report = await runPausedNode({ writer: writer!, paused: paused! }, { requests: 1_000, pause })
    await cluster.stop()
    return report
  } finally {
    await cluster.remove()
  }
}
