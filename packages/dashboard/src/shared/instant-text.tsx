import { exactText, relativeText } from './instants.ts'
import { useNow } from './use-now.ts'
import { useZone } from './zone.tsx'

/** An instant in words, with the exact one behind it. */
export function InstantText({ at }: { at: string }) {
  const zone = useZone()
  const now = useNow()
  return (
    <time dateTime={at} title={exactText(at, zone)}>
      {relativeText(at, now, zone)}
    </time>
  )
}
