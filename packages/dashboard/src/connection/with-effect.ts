import type { KeyturnClient } from '@keyturn/contract/client'
import type { Effect } from './effect.ts'
import { readWithHeader } from './read-with-header.ts'

type Tightening = { effective: { everywhere: boolean } }

/** What a call answers that takes something away, and how far that has come. */
export async function withEffect<Answer extends Tightening>(
  call: (client: KeyturnClient) => Promise<Answer>,
): Promise<{ answer: Answer; effect: Effect }> {
  const { value, header } = await readWithHeader('keyturn-effective-by', call)
  return { answer: value, effect: { everywhere: value.effective.everywhere, by: header } }
}
