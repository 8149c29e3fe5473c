import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

export type Cluster = {
  nodes: readonly StartedKeyturn[]
  first: StartedKeyturn
  /** Another process on the same database. */
  add(): Promise<StartedKeyturn>
  /** SIGTERM to all, which must end with status 0. */
  stop(): Promise<void>
  /** Ends whatever still runs and removes the data. */
  remove(): Promise<void>
}

export type ClusterOptions = Pick<KeyturnOptions, 'database' | 'env' | 'command'> & { nodes: number }

/** Several processes on one database, the first of which makes it. */
export async function startCluster({ nodes: count, ...options }: ClusterOptions): Promise<Cluster> {
  const first = await startKeyturn(options)
  const nodes = [first]
  const { rootKey, dataDirectory, databaseUrl } = first
  const shared = databaseUrl === null ? { dataDirectory } : { databaseUrl }
  const add = async () => {
    const node = await startKeyturn({ ...options, rootKey, ...shared })
    nodes.push(node)
    return node
  }
  const remove = async () => {
    for (const node of nodes.toReversed()) await node.remove()
  }
  try {
    while (nodes.length < count) await add()
  } catch (error) {
    await remove()
    throw error
  }
  const stop = async () => {
    for (const node of nodes) await node.stop()
  }
  return { nodes, first, add, stop, remove }
}
