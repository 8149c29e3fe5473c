import type { KeyView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { refreshKeys } from './key-queries.ts'

/** Ends the old token of a rotation before its time. */
export function RetireDialog({ target, onClose }: { target: KeyView; onClose: () => void }) {
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const retire = () =>
    run(async () => {
      const startedAt = performance.now()
      await client.keys.completeRotation(target.id, { idempotencyKey })
      const ms = Math.round(performance.now() - startedAt)
      await refreshKeys()
      notifications.show({ title: target.name, message: `Retired everywhere, ${ms} ms`, color: 'gray' })
      onClose()
    })
  return (
    <ConfirmDialog
      title="Retire the old token?"
      verb="Retire now"
      isRunning={isRunning}
      onConfirm={retire}
      onClose={onClose}
    >
      <Text>
        Requests of {target.name} that still come with {target.retiring?.start ?? 'the old token'}… will get
        401 at once. The present token {target.start}… goes on. This cannot be undone.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
