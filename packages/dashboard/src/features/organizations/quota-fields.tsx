import { NativeSelect, Text, TextInput, Title } from '@mantine/core'
import { useId } from 'react'
import { fieldFault } from '../../connection/field-fault.ts'
import { LimitFields } from '../../shared/limit-fields.tsx'
import type { OrganizationDraft, RefillChoice } from './organization-draft.ts'
import styles from './organization-settings.module.css'

type QuotaProps = {
  draft: OrganizationDraft
  onChange: (part: Partial<OrganizationDraft>) => void
  error: unknown
}

const refills: { value: RefillChoice; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'day', label: 'Every day' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
]

/** What all keys of the organization share: limits, and a balance that they draw from. */
export function QuotaFields({ draft, onChange, error }: QuotaProps) {
  const heading = useId()
  return (
    <section className={styles.section} aria-labelledby={heading}>
      <div>
        <Title order={2} id={heading}>
          Limits and credits
        </Title>
        <Text c="dimmed">Shared by all its keys, beside what each has of its own.</Text>
      </div>
      <LimitFields
        limits={draft.limits}
        word="company"
        errorOf={index => fieldFault(error, `/rateLimits/${index}`)}
        onChange={limits => onChange({ limits })}
      />
      <div className={styles.pair}>
        <TextInput
          label="Credits"
          description="The balance now. Empty: not counted."
          inputMode="numeric"
          value={draft.credits}
          error={fieldFault(error, '/credits/remaining')}
          onChange={event => onChange({ credits: digits(event.currentTarget.value) })}
        />
        <NativeSelect
          label="Set again"
          description="At the start of each, in its timezone."
          value={draft.refill}
          data={refills}
          disabled={draft.credits === ''}
          onChange={event => {
            const chosen = event.currentTarget.value
            onChange({ refill: refills.find(({ value }) => value === chosen)?.value ?? 'never' })
          }}
        />
        {draft.refill !== 'never' && draft.credits !== '' && (
          <TextInput
            label="To"
            description="The balance after each."
            inputMode="numeric"
            value={draft.refillAmount}
            error={fieldFault(error, '/credits/refill')}
            onChange={event => onChange({ refillAmount: digits(event.currentTarget.value) })}
          />
        )}
      </div>
    </section>
  )
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
