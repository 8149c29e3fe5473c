import { Button, Space, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Effect } from '../../connection/effect.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { exactText } from '../../shared/instants.ts'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { countWords } from '../../shared/quantities.ts'
import { useZone } from '../../shared/zone.tsx'

/** What became of several keys that were to be revoked; inside it stands which. */
export function RevokedDialog({
  count,
  ms,
  effect,
  onClose,
  children,
}: {
  count: number
  ms: number
  effect: Effect
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Dialog onClose={onClose} title={`${countWords(count, 'key')} revoked`}>
      <RevokedText ms={ms} effect={effect} />
      {children}
      <Space h="sm" />
      <LayerFoot>
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </LayerFoot>
    </Dialog>
  )
}

/** That keys are revoked: everywhere only where each node has confirmed it. */
function RevokedText({ ms, effect }: { ms: number; effect: Effect }) {
  const zone = useZone()
  if (effect.everywhere) return <Text role="status">Revoked everywhere, {ms.toLocaleString('en')} ms</Text>
  return (
    <Text role="status">
      Revoked. Not every node has confirmed it yet
      {effect.by === null ? '.' : `: it holds everywhere from ${exactText(effect.by, zone)} at the latest.`}
    </Text>
  )
}
