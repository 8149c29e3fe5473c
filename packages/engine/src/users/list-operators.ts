import type { ReadContext } from '../access/read-context.ts'
import { assertOperator, type OperatorView, toOperatorView } from './operator.ts'
import { selectOperators } from './operator-queries.ts'

/** The vendor's own staff, the newest first; all of it, as it is not a long list. */
export async function listOperators({ principal, storage }: ReadContext): Promise<OperatorView[]> {
  assertOperator(principal)
  return (await selectOperators(storage.lookups)).map(toOperatorView)
}
