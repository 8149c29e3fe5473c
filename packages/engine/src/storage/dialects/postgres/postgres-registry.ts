import { type NodeRow, toRegisteredNode } from '../../node-row.ts'
import type { FeedPosition, RegisteredNode, RegistryStorage } from '../../storage.ts'
import type { DirectConnection } from './direct-connection.ts'

const registerStatement = `
  INSERT INTO nodes (id, confirmed, lease_ms, version, registered_at, renewed_at) VALUES ($1, $2, $3, $4, $5, $5)
  ON CONFLICT (id) DO UPDATE SET confirmed = $2, lease_ms = $3, renewed_at = $5`

const listStatement = {
  name: 'list nodes',
  text: `
  SELECT id, confirmed, lease_ms::float8 AS lease_ms, version, renewed_at::float8 AS renewed_at FROM nodes ORDER BY id`,
}

/**
 * Waits for no disk: a confirmation that a crash of the server loses leaves the node behind where it was, so that writers
 * wait for it. Registering does wait, since who is not in the registry is not waited for.
 */
const confirmStatement = {
  name: 'confirm',
  text: `
  UPDATE nodes SET confirmed = $2, renewed_at = $3
  WHERE id = $1 AND set_config('synchronous_commit', 'off', true) = 'off'`,
}

/** The registry on the direct connection of the feed: a renewal waits for no pool. */
export class PostgresRegistry implements RegistryStorage {
  readonly #connection: DirectConnection

  constructor(connection: DirectConnection) {
    this.#connection = connection
  }

  async register(node: Parameters<RegistryStorage['register']>[0]): Promise<void> {
    const { id, confirmed, leaseMs, version, at } = node
    await this.#connection.query(registerStatement, [id, confirmed, leaseMs, version, at])
  }

  async confirm(nodeId: string, position: FeedPosition, at: number): Promise<boolean> {
    const { rowCount } = await this.#connection.query(confirmStatement, [nodeId, position, at])
    return rowCount === 1
  }

  async list(): Promise<RegisteredNode[]> {
    const { rows } = await this.#connection.query<NodeRow>(listStatement)
    return rows.map(toRegisteredNode)
  }

  async strike(node: RegisteredNode): Promise<boolean> {
    const statement = 'DELETE FROM nodes WHERE id = $1 AND confirmed = $2 AND renewed_at = $3'
    const { rowCount } = await this.#connection.query(statement, [node.id, node.confirmed, node.renewedAt])
    return rowCount === 1
  }

  async deregister(nodeId: string): Promise<void> {
    await this.#connection.query('DELETE FROM nodes WHERE id = $1', [nodeId])
  }
}
