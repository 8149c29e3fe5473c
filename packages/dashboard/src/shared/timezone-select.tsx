import { NativeSelect } from '@mantine/core'

const known = Intl.supportedValuesOf('timeZone')

/** An IANA timezone. */
export function TimezoneSelect({
  value,
  error = null,
  description,
  onChange,
}: {
  value: string
  error?: string | null
  description?: string
  onChange: (timezone: string) => void
}) {
  const zones = [...new Set(['UTC', value, ...known])]
  return (
    <NativeSelect
      label="Timezone"
      description={description}
      value={value}
      data={zones}
      error={error}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
