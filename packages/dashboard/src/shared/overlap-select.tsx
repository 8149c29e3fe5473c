import { NativeSelect } from '@mantine/core'

const hour = 3_600
const overlaps = [
  { value: '0', label: 'At once' },
  { value: String(hour), label: 'In an hour' },
  { value: String(24 * hour), label: 'In a day' },
  { value: String(7 * 24 * hour), label: 'In a week' },
]

/** For how many seconds what is replaced goes on. */
export function OverlapSelect({
  seconds,
  onChange,
}: {
  seconds: number
  onChange: (seconds: number) => void
}) {
  return (
    <NativeSelect
      mt="md"
      label="The old key stops working"
      value={String(seconds)}
      data={overlaps}
      onChange={event => onChange(Number(event.currentTarget.value))}
    />
  )
}
