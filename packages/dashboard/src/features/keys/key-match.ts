import { countWords } from '../../shared/quantities.ts'
import type { KeyMatch } from './key-queries.ts'
import { typeWords } from './type-field.tsx'

/** What a list is narrowed to, in words: `Keys of Enrich Engine in the live environment, found by “crm”.` */
export function matchWords(
  { search, type, rotationDue, unusedForDays }: Omit<KeyMatch, 'status'>,
  { apiName, environment }: { apiName: string; environment: string | null },
): string {
  const parts = [
    ...(search === undefined ? [] : [`found by “${search}”`]),
    ...(type === undefined ? [] : [`of the type ${typeWords[type].toLowerCase()}`]),
    ...(rotationDue ? ['due for rotation'] : []),
    ...(unusedForDays === undefined ? [] : [`unused for ${countWords(unusedForDays, 'day')}`]),
  ]
  const where = environment === null ? apiName : `${apiName} in the ${environment} environment`
  return parts.length === 0 ? `All keys of ${where}.` : `Keys of ${where}, ${parts.join(', ')}.`
}
