import type { KeyView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { bothEffects, type Effect, heldEverywhere } from '../../connection/effect.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { withEffect } from '../../connection/with-effect.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { countWords } from '../../shared/quantities.ts'
import { StatusText, type Tone } from '../../shared/status-text.tsx'
import { useNow } from '../../shared/use-now.ts'
import { refreshKeys } from './key-queries.ts'
import { startWords } from './key-status.ts'
import { isInUse } from './recent-use.ts'
import styles from './revoke-keys-dialog.module.css'
import { RevokedDialog } from './revoked-dialog.tsx'

type Outcome = 'revoked' | 'already_revoked' | 'not_found'

const words: Record<Outcome, { tone: Tone; text: string }> = {
  revoked: { tone: 'bad', text: 'Revoked' },
  already_revoked: { tone: 'quiet', text: 'Was revoked before' },
  not_found: { tone: 'warning', text: 'Not there any more' },
}

/** So many are ended by one call, so that progress can be seen. */
const step = 25

/** Ends the keys that were chosen, after naming them and what that stops, and says what became of each. */
export function RevokeKeysDialog({
  keys,
  onDone,
  onClose,
}: {
  keys: readonly KeyView[]
  onDone: () => void
  onClose: () => void
}) {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const [ms, setMs] = useState<number | null>(null)
  const [effect, setEffect] = useState(heldEverywhere)
  const steps = useRef(stepsOf(keys))
  const { isRunning, error, run } = useChange()
  const now = useNow()
  const inUse = keys.filter(key => isInUse(key, null, now))
  const revoke = () =>
    run(async () => {
      const startedAt = performance.now()
      while (steps.current[0] !== undefined) {
        const { keyIds, idempotencyKey } = steps.current[0]
        const { answer, effect: reached } = await withEffect(client =>
          client.keys.bulkRevoke({ keyIds }, { idempotencyKey }),
        )
        const told = answer.data.map(each => [each.keyId, each.outcome] as const)
        setOutcomes(before => new Map([...before, ...told]))
        setEffect(before => bothEffects(before, reached))
        steps.current = steps.current.slice(1)
      }
      setMs(Math.round(performance.now() - startedAt))
      void refreshKeys()
    })
  const count = countWords(keys.length, 'key')
  if (ms !== null) {
    return <Done keys={keys} outcomes={outcomes} ms={ms} effect={effect} onClose={onDone} />
  }
  return (
    <ConfirmDialog
      title={`Revoke ${count}?`}
      verb={`Revoke ${count}`}
      typed={inUse.length > 0 ? count : null}
      isRunning={isRunning}
      onConfirm={revoke}
      onClose={() => (outcomes.size > 0 ? onDone() : onClose())}
    >
      <KeyNames keys={keys} outcomes={outcomes} />
      <Text mt="sm">
        {lastDayWords(keys.length, inUse.length)} Requests with {keys.length === 1 ? 'it' : 'them'} will get
        401 at once. This cannot be undone.
      </Text>
      <Text c="dimmed" mt="xs">
        Your data, workflows, leads and settings are unaffected.
      </Text>
      <Text size="sm" c="dimmed" mt="xs" aria-live="polite">
        {isRunning && `${outcomes.size} of ${keys.length} done`}
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}

function lastDayWords(count: number, used: number): string {
  if (count === 1) return `It was ${used === 1 ? '' : 'not '}used in the last day.`
  if (used === 0) return 'None of them was used in the last day.'
  return `${used} of them ${used === 1 ? 'was' : 'were'} used in the last day.`
}

function stepsOf(keys: readonly KeyView[]): { keyIds: string[]; idempotencyKey: string }[] {
  const ids = keys.map(({ id }) => id)
  const steps = []
  for (let from = 0; from < ids.length; from += step) {
    steps.push({ keyIds: ids.slice(from, from + step), idempotencyKey: newIdempotencyKey() })
  }
  return steps
}

function KeyNames({ keys, outcomes }: { keys: readonly KeyView[]; outcomes: ReadonlyMap<string, Outcome> }) {
  return (
    <ul className={styles.keys} aria-label="Keys to revoke">
      {keys.map(key => {
        const { id, name } = key
        const outcome = outcomes.get(id)
        return (
          <li key={id} className={styles.key}>
            <span className={styles.name}>{name}</span>
            {outcome === undefined ? (
              <code className={styles.start}>{startWords(key)}</code>
            ) : (
              <StatusText tone={words[outcome].tone}>{words[outcome].text}</StatusText>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Done({
  keys,
  outcomes,
  ms,
  effect,
  onClose,
}: {
  keys: readonly KeyView[]
  outcomes: ReadonlyMap<string, Outcome>
  ms: number
  effect: Effect
  onClose: () => void
}) {
  const revoked = [...outcomes.values()].filter(outcome => outcome === 'revoked').length
  return (
    <RevokedDialog count={revoked} ms={ms} effect={effect} onClose={onClose}>
      <KeyNames keys={keys} outcomes={outcomes} />
    </RevokedDialog>
  )
}
