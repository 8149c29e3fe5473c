import { ActionIcon, Button, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import styles from './limit-fields.module.css'
import { type LimitDraft, newLimit } from './rate-limits.ts'

/** How many requests there may be, in one or several spans of time. */
export function LimitFields({
  limits,
  word,
  errorOf,
  onChange,
}: {
  limits: readonly LimitDraft[]
  /** What a new one is called. */
  word: string
  /** What is wrong with one of them. */
  errorOf: (index: number) => string | null
  onChange: (limits: LimitDraft[]) => void
}) {
  const isUnsaid = limits.some(({ limit }) => limit === '')
  return (
    <div className={styles.limits}>
      {limits.map((limit, index) => (
        <LimitRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a limit that is being named has nothing else that stays
          key={index}
          limit={limit}
          number={index + 1}
          error={errorOf(index)}
          onChange={part => onChange(limits.map((each, at) => (at === index ? { ...each, ...part } : each)))}
          onRemove={() => onChange(limits.filter((_, at) => at !== index))}
        />
      ))}
      {isUnsaid && (
        <Text size="xs" c="dimmed">
          A limit counts once it says how many requests there may be.
        </Text>
      )}
      <div>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...limits, newLimit(limits, word)])}
        >
          Add limit
        </Button>
      </div>
    </div>
  )
}

function LimitRow({
  limit,
  number,
  error,
  onChange,
  onRemove,
}: {
  limit: LimitDraft
  number: number
  error: string | null
  onChange: (part: Partial<LimitDraft>) => void
  onRemove: () => void
}) {
  return (
    <div className={styles.limit}>
      <TextInput
        label={`Limit ${number}`}
        value={limit.name}
        autoComplete="off"
        error={error}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Requests"
        inputMode="numeric"
        value={limit.limit}
        onChange={event => onChange({ limit: digits(event.currentTarget.value) })}
      />
      <TextInput
        label="in seconds"
        inputMode="numeric"
        value={limit.windowSeconds}
        onChange={event => onChange({ windowSeconds: digits(event.currentTarget.value) })}
      />
      <ActionIcon aria-label={`Take limit ${number} off`} mb={4} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  )
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
