import { ActionIcon, Button, Checkbox, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { fieldFault } from '../../connection/field-fault.ts'
import type { ScopeDraft } from './api-draft.ts'
import styles from './api-form.module.css'

const none: ScopeDraft = { name: '', description: '', sensitive: false }

/** A line for each scope. What stands before the colon groups them where somebody chooses. */
export function ScopeRows({
  scopes,
  error,
  onChange,
}: {
  scopes: readonly ScopeDraft[]
  error: unknown
  onChange: (scopes: ScopeDraft[]) => void
}) {
  const change = (index: number, part: Partial<ScopeDraft>) =>
    onChange(scopes.map((scope, at) => (at === index ? { ...scope, ...part } : scope)))
  return (
    <div>
      {scopes.map((scope, index) => {
        const called = scope.name === '' ? `scope ${index + 1}` : scope.name
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a scope that is being named has nothing else that stays
          <div key={index} className={styles.scope}>
            <TextInput
              aria-label={`Name of scope ${index + 1}`}
              placeholder="leads:read"
              value={scope.name}
              autoComplete="off"
              error={fieldFault(error, `/scopes/${index}`)}
              onChange={event => change(index, { name: event.currentTarget.value.toLowerCase() })}
            />
            <TextInput
              aria-label={`What ${called} allows`}
              placeholder="View leads"
              value={scope.description}
              autoComplete="off"
              onChange={event => change(index, { description: event.currentTarget.value })}
            />
            <Checkbox
              label="Sensitive"
              aria-label={`${called} is sensitive`}
              checked={scope.sensitive}
              onChange={event => change(index, { sensitive: event.currentTarget.checked })}
            />
            <ActionIcon
              aria-label={`Take ${called} off`}
              onClick={() => onChange(scopes.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        )
      })}
      {scopes.length === 0 && <Text c="dimmed">No scopes.</Text>}
      <Button
        mt="sm"
        variant="default"
        size="compact-md"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...scopes, none])}
      >
        Add scope
      </Button>
    </div>
  )
}
