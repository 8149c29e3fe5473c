import { Text } from '@mantine/core'
import type { Effect } from '../../connection/effect.ts'
import { exactText } from '../../shared/instants.ts'
import { useZone } from '../../shared/zone.tsx'

/** That keys are revoked: everywhere only where each node has confirmed it. */
export function RevokedText({ ms, effect }: { ms: number; effect: Effect }) {
  const zone = useZone()
  if (effect.everywhere) return <Text role="status">Revoked everywhere, {ms.toLocaleString('en')} ms</Text>
  return (
    <Text role="status">
      Revoked. Not every node has confirmed it yet
      {effect.by === null ? '.' : `: it holds everywhere from ${exactText(effect.by, zone)} at the latest.`}
    </Text>
  )
}
