import type { ReadContext } from '../access/read-context.ts'
import { findResetRequestWithin } from './reset-request-queries.ts'

/** The id of the key that a reset request is about. Asks for no scope: it is asked to find out who has one. */
export async function findResetKey(
  { storage, reach }: Pick<ReadContext, 'storage' | 'reach'>,
  { requestId }: { requestId: string },
): Promise<string | undefined> {
  return (await findResetRequestWithin(storage.lookups, requestId, reach))?.key_id
}
