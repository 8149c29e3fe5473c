import type { KeyMatch } from './key-queries.ts'
import { typeWords } from './type-field.tsx'

/** What a list is narrowed to, in words: `Live keys found by “crm”, unused for 30 days.` */
export function matchWords(
  { search, type, rotationDue, unusedForDays }: Omit<KeyMatch, 'status'>,
  environment: string | null,
): string {
  const parts = [
    ...(search === undefined ? [] : [`found by “${search}”`]),
    ...(type === undefined ? [] : [`of the type ${typeWords[type].toLowerCase()}`]),
    ...(rotationDue ? ['due for rotation'] : []),
    ...(unusedForDays === undefined ? [] : [`unused for ${unusedForDays} days`]),
  ]
  const keys =
    environment === null ? 'Keys' : `${environment.replace(/^./, letter => letter.toUpperCase())} keys`
  return parts.length === 0 ? `All ${keys.toLowerCase()}.` : `${keys} ${parts.join(', ')}.`
}
