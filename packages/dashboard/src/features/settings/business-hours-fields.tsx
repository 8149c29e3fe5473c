import { Checkbox, Group, TextInput } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'
import { type GeneralDraft, type Weekday, weekdays } from './general-draft.ts'
import styles from './setting-section.module.css'

const dayNames: Record<Weekday, string> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
}

/** When people work: use outside these hours is worth a look. */
export function BusinessHoursFields({
  draft,
  error,
  onChange,
}: {
  draft: GeneralDraft
  error: unknown
  onChange: (part: Partial<GeneralDraft>) => void
}) {
  const toggle = (day: Weekday, isOn: boolean) =>
    onChange({ days: weekdays.filter(each => (each === day ? isOn : draft.days.includes(each))) })
  return (
    <>
      <Checkbox
        label="Business hours"
        description="Use of keys outside these hours can then be told apart."
        checked={draft.hasHours}
        onChange={event => onChange({ hasHours: event.currentTarget.checked })}
      />
      {draft.hasHours && (
        <>
          <fieldset className={styles.group}>
            <legend className={styles.legend}>Days</legend>
            <Group gap="sm">
              {weekdays.map(day => (
                <Checkbox
                  key={day}
                  label={dayNames[day]}
                  checked={draft.days.includes(day)}
                  onChange={event => toggle(day, event.currentTarget.checked)}
                />
              ))}
            </Group>
          </fieldset>
          <div className={styles.side}>
            <TextInput
              type="time"
              label="From"
              value={draft.from}
              error={fieldFault(error, '/businessHours/from') ?? fieldFault(error, '/businessHours/days')}
              onChange={event => onChange({ from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="To"
              value={draft.to}
              error={fieldFault(error, '/businessHours/to')}
              onChange={event => onChange({ to: event.currentTarget.value })}
            />
          </div>
        </>
      )}
    </>
  )
}
