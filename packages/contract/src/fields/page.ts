import { z } from 'zod'
import { integerParameter } from './parameter.ts'

/** Query parameters that every list takes. */
export const pageParameters = {
  limit: integerParameter(1, 200).optional().meta({ description: 'How many items at most; 50 when absent.' }),
  cursor: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: '`nextCursor` of the page before; absent for the first page.' }),
}

/** A page of a list. It may be short; only `nextCursor: null` is the end. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page; null at the end.' }),
  })
}
