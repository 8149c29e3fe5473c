import { type ApiView, KeyturnError, type KeyView } from '@keyturn/contract/client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import type { Versioned } from '../../connection/versioned.ts'
import { type Address, UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useShownFault } from '../../shared/use-shown-fault.ts'
import { useZone } from '../../shared/zone.tsx'
import { ChangesDialog } from './changes-dialog.tsx'
import { ExpiryField } from './expiry-field.tsx'
import { differencesOf, draftOf, patchOf } from './key-change.ts'
import { type KeyDraft, lacksDate } from './key-draft.ts'
import { refreshKeys } from './key-queries.ts'
import { isOver } from './key-status.ts'
import { PurposeFields, RestrictionFields } from './restriction-fields.tsx'
import { ScopePicker } from './scope-picker.tsx'
import { keyTypes, TypeField } from './type-field.tsx'

/**
 * Changes what a key may do. Only what somebody has changed here is kept and sent: what others change meanwhile shows
 * in the other fields, and saving names the version that was seen.
 */
export function KeySettings({ read, api }: { read: Versioned<KeyView>; api: ApiView }) {
  const { value: target, tag } = read
  const [changes, setChanges] = useState<Partial<KeyDraft>>({})
  const [isAsking, setAsking] = useState(false)
  const [tries, setTries] = useState(0)
  const form = useShownFault(tries)
  const { isRunning, error, run } = useChange()
  const where = { now: useNow(), zone: useZone() }
  const draft: KeyDraft = { ...draftOf(target, where.zone), ...changes }
  const differences = differencesOf(target, draft, where)
  const patterns = draft.scopes.filter(word => !api.scopes.some(({ name }) => name === word))
  const fields = { draft, onChange: (part: Partial<KeyDraft>) => setChanges(all => ({ ...all, ...part })) }
  const save = async () => {
    const isSaved = await run(async () => {
      const options = tag === null ? {} : { ifMatch: tag }
      await client.keys.update(target.id, patchOf(target, draft, where), options)
    })
    // Also after a refusal: somebody else may have changed the key.
    await refreshKeys()
    if (!isSaved) return
    setAsking(false)
    setChanges({})
    notifications.show({ title: target.name, message: 'Saved, and in effect everywhere', color: 'gray' })
  }
  if (isOver(target)) return <Text>This key is revoked for good. What it was allowed cannot be changed.</Text>
  return (
    <>
      <form
        ref={form}
        onSubmit={event => {
          event.preventDefault()
          if (lacksDate(draft)) setTries(times => times + 1)
          else if (differences.length > 0) setAsking(true)
        }}
      >
        <Stack gap="lg" maw={640}>
          {api.scopes.length > 0 && (
            <div>
              <ScopePicker
                scopes={api.scopes}
                chosen={draft.scopes}
                onChange={scopes => fields.onChange({ scopes: [...patterns, ...scopes] })}
              />
              <ScopePatterns
                patterns={patterns}
                onRemove={gone => fields.onChange({ scopes: draft.scopes.filter(word => word !== gone) })}
              />
            </div>
          )}
          <TypeField
            {...fields}
            types={keyTypes}
            description="How often it is due for rotation depends on it."
          />
          <ExpiryField {...fields} {...where} isTried={tries > 0} />
          <PurposeFields {...fields} />
          <RestrictionFields {...fields} faultOf={pointer => fieldFault(error, pointer)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={differences.length === 0} onClick={() => setChanges({})}>
              Discard
            </Button>
            <Button type="submit" disabled={differences.length === 0}>
              Review changes
            </Button>
          </Group>
        </Stack>
      </form>
      <UnsavedChanges isDirty={differences.length > 0} isSamePage={isSameTab} />
      {isAsking && (
        <ChangesDialog
          name={target.name}
          differences={differences}
          error={error}
          isOutdated={error instanceof KeyturnError && error.code === 'precondition_failed'}
          isRunning={isRunning}
          onSave={() => void save()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

/** The form is one of several tabs, which the rest of the address tells apart. */
function isSameTab(current: Address, next: Address): boolean {
  return current.search['tab'] === next.search['tab']
}

/** Words such as `leads:*`, which programs may have given: the picker has no box for them. */
function ScopePatterns({
  patterns,
  onRemove,
}: {
  patterns: readonly string[]
  onRemove: (pattern: string) => void
}) {
  if (patterns.length === 0) return null
  return (
    <Group gap="xs" mt="xs">
      <Text size="sm" c="dimmed">
        Besides, it has
      </Text>
      {patterns.map(pattern => (
        <Button
          key={pattern}
          variant="default"
          size="compact-sm"
          rightSection={<IconX size={14} />}
          aria-label={`Remove ${pattern}`}
          onClick={() => onRemove(pattern)}
        >
          <code>{pattern}</code>
        </Button>
      ))}
    </Group>
  )
}
