import { Button, CloseButton, Text } from '@mantine/core'
import { IconBan } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { countWords } from '../../shared/quantities.ts'
import { type KeyMatch, type KeyPlace, liveKeyCountQuery } from './key-queries.ts'
import styles from './selection-bar.module.css'
import type { KeySelection } from './use-key-selection.ts'

const RevokeKeysDialog = lazy(() =>
  import('./revoke-keys-dialog.tsx').then(file => ({ default: file.RevokeKeysDialog })),
)
const RevokeMatchingDialog = lazy(() =>
  import('./revoke-matching-dialog.tsx').then(file => ({ default: file.RevokeMatchingDialog })),
)

/** What can be done with the keys that were chosen; it lies over the end of the page, so that no row moves for it. */
export function SelectionBar({
  apiName,
  place,
  match,
  selection,
  isWholePage,
}: {
  apiName: string
  place: KeyPlace
  match: KeyMatch
  selection: KeySelection
  /** Then all that match are offered, where the API can choose them. */
  isWholePage: boolean
}) {
  const [open, setOpen] = useState<'chosen' | 'matching' | null>(null)
  const { keys, clear } = selection
  const { status, ...matchable } = match
  const mayOfferAll = isWholePage && status === undefined
  const { data } = useQuery({ ...liveKeyCountQuery(place, matchable), enabled: mayOfferAll })
  const count = data ?? 0
  const offersAll = mayOfferAll && count > keys.length
  const done = () => {
    setOpen(null)
    clear()
  }
  return (
    <>
      {keys.length > 0 && (
        <section className={styles.bar} aria-label="Selected keys">
          <Text size="sm" fw={500} aria-live="polite">
            {countWords(keys.length, 'key')} selected
          </Text>
          <Button
            size="compact-md"
            color="red"
            variant="light"
            leftSection={<IconBan size={16} />}
            onClick={() => setOpen('chosen')}
          >
            Revoke…
          </Button>
          {offersAll && (
            <Button size="compact-md" variant="default" onClick={() => setOpen('matching')}>
              Revoke all {count.toLocaleString('en')} that match…
            </Button>
          )}
          <CloseButton aria-label="Clear selection" onClick={clear} />
        </section>
      )}
      <Suspense>
        {open === 'chosen' && <RevokeKeysDialog keys={keys} onDone={done} onClose={() => setOpen(null)} />}
        {open === 'matching' && (
          <RevokeMatchingDialog
            apiName={apiName}
            place={place}
            match={matchable}
            count={count}
            onDone={done}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </>
  )
}
