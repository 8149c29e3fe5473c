import type { ApiView } from '@keyturn/contract/client'
import { Button, Group } from '@mantine/core'

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
  const choices = [{ id: undefined, name: 'All APIs' }, ...apis]
  return (
    <Group gap={4} mb="lg" role="group" aria-label="API">
      {choices.map(({ id, name }) => (
        <Button
          key={id ?? 'all'}
          size="compact-sm"
          variant={id === chosen ? 'light' : 'default'}
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
        >
          {name}
        </Button>
      ))}
    </Group>
  )
}
