import { Button, Group } from '@mantine/core'

/** What a page is about, one of a few: a button each, of which one is pressed. */
export function ChoiceRow<Value>({
  label,
  choices,
  chosen,
  onChoose,
}: {
  label: string
  choices: readonly { value: Value; word: string }[]
  chosen: Value
  onChoose: (value: Value) => void
}) {
  return (
    <Group gap={4} mb="lg" role="group" aria-label={label}>
      {choices.map(({ value, word }) => (
        <Button
          key={String(value)}
          size="compact-sm"
          variant={value === chosen ? 'light' : 'default'}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          {word}
        </Button>
      ))}
    </Group>
  )
}
