import type { KeyView } from '@keyturn/contract/client'
import { InstantText } from '../../shared/instant-text.tsx'
import { dayText } from '../../shared/instants.ts'
import { StatusText } from '../../shared/status-text.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import styles from './key-facts.module.css'
import { isOverdue, statusOf } from './key-status.ts'

/** What there is to know about one key at a glance. */
export function KeyFacts({ shown }: { shown: KeyView }) {
  const zone = useZone()
  const now = useNow()
  const { tone, text } = statusOf(shown, now)
  const facts = [
    [
      'Status',
      <StatusText key="status" tone={tone}>
        {text}
      </StatusText>,
    ],
    ['Environment', shown.environment],
    ['Created', <InstantText key="created" at={shown.createdAt} />],
    ['Last used', shown.lastUsedAt === null ? 'Never' : <InstantText key="used" at={shown.lastUsedAt} />],
    [isOverdue(shown, now) ? 'Was due for rotation' : 'Due for rotation', dayOrNever(shown.rotateBy, zone)],
    ['Expires', dayOrNever(shown.expiresAt, zone)],
  ] as const
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function dayOrNever(at: string | null, zone: string): string {
  return at === null ? 'Never' : dayText(at, zone)
}
