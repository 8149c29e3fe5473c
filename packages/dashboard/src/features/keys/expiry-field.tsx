import { SegmentedControl, Text } from '@mantine/core'
import { dayText } from '../../shared/instants.ts'
import { DraftField } from './draft-field.tsx'
import { expiryOf, type KeyDraft, lacksDate, lacksReason } from './key-draft.ts'
import { type ExpiryRules, expiryChoices, expiryChoicesFor, unruled } from './key-rules.ts'

const words = {
  '30': '30 days',
  '60': '60 days',
  '90': '90 days',
  date: 'Date',
  never: 'Never',
  longest: 'Longest',
} as const

/** Until when a key works, as far as policy leaves that open. Never takes a reason where policy says so. */
export function ExpiryField({
  draft,
  onChange,
  rules = unruled,
  zone,
  now,
  fault = null,
  isTried = false,
}: {
  draft: KeyDraft
  onChange: (part: Partial<KeyDraft>) => void
  /** Absent leaves every choice, and what policy refuses to the server. */
  rules?: ExpiryRules
  zone: string
  now: number
  fault?: string | null
  /** Whether somebody has tried to send it like this: then what is missing is told. */
  isTried?: boolean
}) {
  const day = expiryOf(draft, now, zone, rules)
  return (
    <div>
      <Text size="sm" fw={500} mb={4} id="expiry-label">
        Expires
      </Text>
      <SegmentedControl
        size="xs"
        maw="100%"
        data={expiryChoicesFor(rules).map(value => ({ value, label: words[value] }))}
        value={draft.expiry}
        aria-labelledby="expiry-label"
        onChange={value => onChange({ expiry: expiryChoices.find(each => each === value) ?? 'date' })}
      />
      {draft.expiry === 'date' && (
        <Text component="div" mt="xs">
          <DraftField
            name="expiryDate"
            kind="date"
            label="Last day"
            error={isTried && lacksDate(draft) ? 'Choose the last day, or never.' : null}
            draft={draft}
            onChange={onChange}
          />
        </Text>
      )}
      {draft.expiry === 'never' && rules.needsReasonForNever && (
        <Text component="div" mt="xs">
          <DraftField
            name="purpose"
            kind="lines"
            label="Why it must never expire"
            description="Asked for by the policy of your organization; kept as the purpose of the key."
            error={isTried && lacksReason(draft, rules) ? 'Say why, or choose a date.' : null}
            draft={draft}
            onChange={onChange}
          />
        </Text>
      )}
      {day !== null && (
        <Text size="xs" c="dimmed" mt={4}>
          {draft.expiry === 'longest'
            ? `Works until ${dayText(`${day}T12:00:00Z`, zone)}: keys live ${rules.lifetimeDaysMax} days at most`
            : `Works until the end of ${dayText(`${day}T12:00:00Z`, zone)} (${zone})`}
        </Text>
      )}
      {rules.needsExpiry && rules.lifetimeDaysMax === null && (
        <Text size="xs" c="dimmed" mt={4}>
          Keys of your organization need an expiry.
        </Text>
      )}
      {fault && (
        <Text size="xs" c="var(--mantine-color-error)" mt={4} role="alert">
          {fault}
        </Text>
      )}
    </div>
  )
}
