import { Text } from '@mantine/core'
import { useState } from 'react'
import { ScopePicker } from '../../../features/keys/scope-picker.tsx'

type Scope = { name: string; description: string; sensitive: boolean }

/** The scopes of an API as whoever makes a key of it will find them, to be tried. */
export function ScopePicture({ scopes }: { scopes: readonly Scope[] }) {
  const [chosen, setChosen] = useState<string[]>([])
  const named = scopes.filter(({ name }, index) => {
    return name.trim() !== '' && scopes.findIndex(each => each.name === name) === index
  })
  return (
    <div>
      <Text size="sm" c="dimmed" mb="xs">
        This is how they are chosen for a key. Trying it here changes nothing.
      </Text>
      <ScopePicker scopes={named} chosen={chosen} onChange={setChosen} />
    </div>
  )
}
