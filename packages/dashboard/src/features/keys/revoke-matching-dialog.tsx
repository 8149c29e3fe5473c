import { Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { bothEffects, heldEverywhere } from '../../connection/effect.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { withEffect } from '../../connection/with-effect.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { countWords } from '../../shared/quantities.ts'
import { matchWords } from './key-match.ts'
import { type KeyMatch, type KeyPlace, placeQuery, refreshKeys } from './key-queries.ts'
import { RevokedDialog } from './revoked-dialog.tsx'

/** Ends every key that a filter matches, those on other pages too. The API cannot choose these by status. */
export function RevokeMatchingDialog({
  apiName,
  place,
  match,
  count,
  onDone,
  onClose,
}: {
  apiName: string
  place: KeyPlace
  match: Omit<KeyMatch, 'status'>
  count: number
  onDone: () => void
  onClose: () => void
}) {
  const [{ ended, effect }, setProgress] = useState({ ended: 0, effect: heldEverywhere })
  const [ms, setMs] = useState<number | null>(null)
  const idempotencyKey = useRef(newIdempotencyKey())
  const { isRunning, error, run } = useChange()
  const filter = { ...placeQuery(place), ...match }
  const revoke = () =>
    run(async () => {
      const startedAt = performance.now()
      let progress = { ended, effect }
      for (let hasMore = true; hasMore; ) {
        const step = await withEffect(client =>
          client.keys.bulkRevoke({ filter }, { idempotencyKey: idempotencyKey.current }),
        )
        idempotencyKey.current = newIdempotencyKey()
        const revoked = step.answer.data.filter(({ outcome }) => outcome === 'revoked').length
        progress = { ended: progress.ended + revoked, effect: bothEffects(progress.effect, step.effect) }
        hasMore = step.answer.hasMore
        setProgress(progress)
      }
      setMs(Math.round(performance.now() - startedAt))
      void refreshKeys()
    })
  const words = countWords(count, 'key')
  const which = matchWords(match, { apiName, environment: place.environment })
  if (ms !== null) {
    return (
      <RevokedDialog count={ended} ms={ms} effect={effect} onClose={onDone}>
        <Text c="dimmed" mt="xs">
          {which}
        </Text>
      </RevokedDialog>
    )
  }
  return (
    <ConfirmDialog
      title={`Revoke all ${words} that match?`}
      verb={`Revoke ${words}`}
      typed={words}
      isRunning={isRunning}
      onConfirm={revoke}
      onClose={() => (ended > 0 ? onDone() : onClose())}
    >
      <Text fw={500}>{which}</Text>
      <Text mt="xs">
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
