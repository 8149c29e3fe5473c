import type { KeyView } from '@keyturn/contract/client'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { InstantText } from '../../shared/instant-text.tsx'
import { exactText } from '../../shared/instants.ts'
import { Section } from '../../shared/section.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import styles from './key-rotation.module.css'
import { statusOf } from './key-status.ts'
import { RetireDialog } from './retire-dialog.tsx'

const steps = [
  'Rotate, and choose for how long the old token still works.',
  'Give the new token to everything that uses the key.',
  'Look at the requests: they go on without refusals.',
  'Let the old token end by itself, or retire it.',
] as const

/** The tokens that a key has now, and when it should get another. */
export function KeyRotation({ target, mayManage }: { target: KeyView; mayManage: boolean }) {
  const { rotateBy, rotateEveryDays, retiring } = target
  const zone = useZone()
  const { tone, text } = statusOf(target, useNow())
  const isAccepted = target.status === 'active' || target.status === 'rotating'
  const [isRetiring, setRetiring] = useState(false)
  return (
    <>
      <Section title="Tokens">
        <ul className={styles.secrets}>
          <li className={styles.secret}>
            <code>{target.start}…</code>
            <StatusText tone={isAccepted ? 'good' : tone}>{isAccepted ? 'Accepted' : text}</StatusText>
            <Text c="dimmed">The present one</Text>
          </li>
          {retiring !== null && (
            <li className={styles.secret}>
              <code>{retiring.start}…</code>
              <StatusText tone="warning">{isAccepted ? 'Still accepted' : text}</StatusText>
              <Text c="dimmed">Until {exactText(retiring.endsAt, zone)}</Text>
              {mayManage && (
                <Button variant="default" size="compact-md" onClick={() => setRetiring(true)}>
                  Retire now
                </Button>
              )}
            </li>
          )}
        </ul>
      </Section>
      <Section title="When">
        <Text>
          {rotateBy === null ? (
            'There is no day on which it is due.'
          ) : (
            <>
              Due <InstantText at={rotateBy} />.
            </>
          )}{' '}
          {rotateEveryDays === null
            ? 'How often is the rule of the API for keys of its type.'
            : `It is due every ${rotateEveryDays} days.`}
        </Text>
      </Section>
      <Section title="How to rotate without an interruption">
        <ol className={styles.steps}>
          {steps.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Section>
      {isRetiring && <RetireDialog target={target} onClose={() => setRetiring(false)} />}
    </>
  )
}
