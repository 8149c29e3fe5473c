import type { KeyView } from '@keyturn/contract/client'
import { ActionIcon, Badge, Button, Group, Text, TextInput, Title } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { useNow } from '../../shared/use-now.ts'
import styles from './key-head.module.css'
import { refreshKeys } from './key-queries.ts'
import { isOver, statusOf } from './key-status.ts'
import { nameHint } from './name-hint.ts'

/** Which key a page is about, and how it is with it. */
export function KeyHead({
  target,
  mayRename,
  action,
}: {
  target: KeyView
  mayRename: boolean
  action: ReactNode
}) {
  const { tone, text } = statusOf(target, useNow())
  return (
    <header className={styles.head}>
      <PageHeader
        title={target.name}
        heading={mayRename && !isOver(target) ? <NameInPlace target={target} /> : undefined}
        action={action}
      />
      <div className={styles.line}>
        <code className={styles.start}>{target.start}…</code>
        <CopyButton text={target.start} label="Copy start" size="compact-xs" variant="subtle" color="gray" />
        <Badge>{target.environment}</Badge>
        <StatusText tone={tone}>{text}</StatusText>
        <Text span c="dimmed">
          {target.lastUsedAt === null ? (
            'Never used'
          ) : (
            <>
              Last used <InstantText at={target.lastUsedAt} />
            </>
          )}
        </Text>
      </div>
    </header>
  )
}

/** The name, and a field in its place while it is being changed. */
function NameInPlace({ target }: { target: KeyView }) {
  const [name, setName] = useState<string | null>(null)
  const { isRunning, error, run } = useChange()
  if (name === null) {
    return (
      <Group gap={4} wrap="nowrap">
        <Title order={1} className={styles.name}>
          {target.name}
        </Title>
        <ActionIcon aria-label="Rename" onClick={() => setName(target.name)}>
          <IconPencil size={16} />
        </ActionIcon>
      </Group>
    )
  }
  const rename = async () => {
    const isSame = name.trim() === target.name
    const isDone =
      isSame ||
      (await run(async () => {
        await client.keys.update(target.id, { name: name.trim() })
        await refreshKeys()
      }))
    if (isDone) setName(null)
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        void rename()
      }}
    >
      <Group gap="xs" align="flex-start">
        <TextInput
          aria-label="Name"
          className={styles.field}
          description={nameHint(name)}
          inputWrapperOrder={['input', 'description']}
          value={name}
          maxLength={200}
          autoComplete="off"
          autoFocus
          onChange={event => setName(event.currentTarget.value)}
          onKeyDown={event => event.key === 'Escape' && setName(null)}
        />
        <Button type="submit" loading={isRunning} disabled={name.trim() === ''}>
          Rename
        </Button>
        <Button variant="default" onClick={() => setName(null)}>
          Cancel
        </Button>
      </Group>
      <CallProblem error={error} />
    </form>
  )
}
