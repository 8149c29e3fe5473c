import { Button, Group } from '@mantine/core'
import { environmentsOf } from '../environments.ts'
import { environmentWord } from './environment-menu.tsx'
import type { Place } from './place.ts'

/** Widens a page from the environment of the menu to all that there are, where there are several. */
export function EnvironmentChoice({
  place: { apis, environment },
  isAll,
  onChoose,
}: {
  place: Place
  isAll: boolean
  onChoose: (isAll: boolean) => void
}) {
  if (environmentsOf(apis).length < 2 || environment === null) return null
  const choices = [
    [false, environmentWord(environment)],
    [true, 'All environments'],
  ] as const
  return (
    <Group gap={4} mb="lg" role="group" aria-label="Environment">
      {choices.map(([value, word]) => (
        <Button
          key={word}
          size="compact-sm"
          variant={value === isAll ? 'light' : 'default'}
          aria-pressed={value === isAll}
          onClick={() => onChoose(value)}
        >
          {word}
        </Button>
      ))}
    </Group>
  )
}
