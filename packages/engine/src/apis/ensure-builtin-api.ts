import { managementScopes } from '@keyturn/core'
import { newId } from '../ids/new-id.ts'
import type { Tx } from '../storage/storage.ts'
import type { ApiRow } from './api.ts'
import { changeApi, findBuiltinApi, insertApi } from './api-queries.ts'
import { toApiColumns } from './to-api-columns.ts'

export type EnsuredApi = { row: ApiRow; change: 'created' | 'updated' | null }

/** The API `keyturn`, whose keys manage Keyturn; a newer version may know more scopes. */
export async function ensureBuiltinApi(tx: Tx, now: number): Promise<EnsuredApi> {
  const known = await findBuiltinApi(tx)
  const columns = toApiColumns({
    name: 'keyturn',
    environments: ['live'],
    scopes: [...managementScopes],
    credentialHeader: 'Authorization: Bearer',
    envVariable: 'KEYTURN_KEY',
  })
  if (!known) {
    const id = newId('api', now)
    const row = await insertApi(tx, {
      ...columns,
      id,
      prefix: 'kt',
      builtin: 1,
      created_at: now,
      updated_at: now,
    })
    return { row, change: 'created' }
  }
  if (known.scopes === columns.scopes) return { row: known, change: null }
  const row = await changeApi(tx, known, { scopes: columns.scopes, updated_at: now })
  return { row, change: 'updated' }
}
