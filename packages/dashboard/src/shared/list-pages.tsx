import { Button, Group } from '@mantine/core'

/** Goes through a list that is read page by page, in one direction; absent where there is one page only. */
export function ListPages({
  isFirst,
  nextCursor,
  onGo,
}: {
  isFirst: boolean
  nextCursor: string | null
  /** Null is the first page. */
  onGo: (cursor: string | null) => void
}) {
  if (isFirst && nextCursor === null) return null
  return (
    <Group justify="flex-end" gap="xs" mt="md">
      <Button variant="default" disabled={isFirst} onClick={() => onGo(null)}>
        First page
      </Button>
      <Button variant="default" disabled={nextCursor === null} onClick={() => onGo(nextCursor)}>
        Next page
      </Button>
    </Group>
  )
}
