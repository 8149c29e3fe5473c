import { Button, CloseButton, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { withoutToken } from '../../shared/without-token.ts'
import { foundKeysQuery } from './audit-queries.ts'

const typingMs = 250
const idLike = /^[a-z]{3,6}_[0-9a-z]{26}$/

/** Narrows the log to one thing: a key by its name or start, anything by its id. */
export function TargetSearch({
  organizationId,
  findsKeys,
  targetId,
  onTarget,
}: {
  organizationId: string
  /** Whether whoever looks sees keys. */
  findsKeys: boolean
  targetId: string | null
  onTarget: (targetId: string | null) => void
}) {
  const [text, setText] = useState('')
  const [typed] = useDebouncedValue(text.trim(), typingMs)
  const isId = idLike.test(text.trim())
  const isAsked = findsKeys && typed.length > 1 && !isId
  const found = useQuery({ ...foundKeysQuery(organizationId, typed), enabled: isAsked })
  const choose = (id: string) => {
    setText('')
    onTarget(id)
  }
  if (targetId !== null) {
    return (
      <Group gap="xs">
        <Text size="sm">
          Only what was done to <code>{targetId}</code>
        </Text>
        <CloseButton size="sm" aria-label="Show all changes" onClick={() => onTarget(null)} />
      </Group>
    )
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isId) choose(text.trim())
      }}
    >
      <TextInput
        aria-label={findsKeys ? 'Search by key or id' : 'Search by id'}
        placeholder={findsKeys ? 'Name of a key, or any id' : 'Id of what was changed'}
        leftSection={<IconSearch size={16} />}
        value={text}
        w={320}
        maw="100%"
        maxLength={200}
        autoComplete="off"
        onChange={event => setText(withoutToken(event.currentTarget.value))}
      />
      <Group gap={4} mt={4} aria-live="polite">
        {isId && (
          <Button type="submit" variant="default" size="compact-sm">
            What was done to this id
          </Button>
        )}
        {typed.length > 1 &&
          found.data?.map(({ id, name, start }) => (
            <Button key={id} variant="default" size="compact-sm" onClick={() => choose(id)}>
              {name} · {start}…
            </Button>
          ))}
        {typed.length > 1 && found.data?.length === 0 && (
          <Text size="sm" c="dimmed">
            No key of that name
          </Text>
        )}
      </Group>
    </form>
  )
}
