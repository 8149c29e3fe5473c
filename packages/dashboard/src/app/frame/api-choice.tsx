import type { ApiView } from '@keyturn/contract/client'
import { ChoiceRow } from '../../shared/choice-row.tsx'

/** Narrows a page to one API, where there are several. */
export function ApiChoice({
  apis,
  chosen,
  onChoose,
}: {
  apis: readonly ApiView[]
  chosen: string | undefined
  onChoose: (api: string | undefined) => void
}) {
  if (apis.length < 2) return null
  const choices = apis.map(({ id, name }) => ({ value: id, word: name }))
  return (
    <ChoiceRow
      label="API"
      choices={[{ value: undefined, word: 'All APIs' }, ...choices]}
      chosen={chosen}
      onChoose={onChoose}
    />
  )
}
