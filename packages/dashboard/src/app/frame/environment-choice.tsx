import { ChoiceRow } from '../../shared/choice-row.tsx'
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
    { value: false, word: environmentWord(environment) },
    { value: true, word: 'All environments' },
  ]
  return <ChoiceRow label="Environment" choices={choices} chosen={isAll} onChoose={onChoose} />
}
