import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { countWords } from '../../shared/quantities.ts'
import { type KeyMatch, type KeyPlace, placeQuery, refreshKeys } from './key-queries.ts'

/** Ends every key that a filter matches, those on other pages too. The API cannot choose these by status. */
export function RevokeMatchingDialog({
  place,
  match,
  count,
  onDone,
  onClose,
}: {
  place: KeyPlace
  match: Omit<KeyMatch, 'status'>
  count: number
  onDone: () => void
  onClose: () => void
}) {
  const [ended, setEnded] = useState(0)
  const idempotencyKey = useRef(newIdempotencyKey())
  const { isRunning, error, run } = useChange()
  const filter = { ...placeQuery(place), ...match }
  const revoke = () =>
    run(async () => {
      let total = ended
      for (let hasMore = true; hasMore; ) {
        const answer = await client.keys.bulkRevoke({ filter }, { idempotencyKey: idempotencyKey.current })
        idempotencyKey.current = newIdempotencyKey()
        total += answer.data.filter(({ outcome }) => outcome === 'revoked').length
        hasMore = answer.hasMore
        setEnded(total)
      }
      await refreshKeys()
      const message = `${countWords(total, 'key')} revoked everywhere`
      notifications.show({ title: 'All that match', message, color: 'gray' })
      onDone()
    })
  const words = countWords(count, 'key')
  return (
    <ConfirmDialog
      title={`Revoke all ${words} that match?`}
      verb={`Revoke ${words}`}
      typed={words}
      isRunning={isRunning}
      onConfirm={revoke}
      onClose={() => (ended > 0 ? onDone() : onClose())}
    >
      <Text>
        Keys on other pages are among them, and so is every key that matches by the time this is done.
        Requests with any of them will get 401 at once. This cannot be undone.
      </Text>
      <Text c="dimmed" mt="xs">
        Your data, workflows, leads and settings are unaffected.
      </Text>
      <Text size="sm" c="dimmed" mt="xs" aria-live="polite">
        {isRunning && `${ended.toLocaleString('en')} done`}
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
