import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'

export type Choice<Value extends string> = { value: Value; label: string }

/** One of some choices behind a button that says which; `none` is what taking it back is called. */
export function ChoiceChip<Value extends string>({
  label,
  value,
  choices,
  none,
  onChoose,
}: {
  label: string
  value: Value | undefined
  choices: readonly Choice<Value>[]
  none?: string
  onChoose: (value: Value | undefined) => void
}) {
  const chosen = choices.find(each => each.value === value)
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant={chosen && none ? 'light' : 'default'}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {chosen ? `${label}: ${chosen.label}` : label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(choice => (
          <Menu.Item
            key={choice.value}
            rightSection={choice === chosen ? <IconCheck size={14} /> : null}
            onClick={() => onChoose(choice.value)}
          >
            {choice.label}
          </Menu.Item>
        ))}
        {chosen && none && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onChoose(undefined)}>{none}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
