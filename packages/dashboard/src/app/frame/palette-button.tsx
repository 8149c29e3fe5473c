import type { Session } from '@keyturn/contract/client'
import { Button, Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import styles from './frame.module.css'
import type { Place } from './place.ts'

const Palette = lazy(() => import('./palette.tsx').then(file => ({ default: file.Palette })))
const InstallationPalette = lazy(() =>
  import('./palette.tsx').then(file => ({ default: file.InstallationPalette })),
)

/** The search and its ⌘K. What they open is loaded with the first use. Null: on pages that are about no organization. */
export function PaletteButton({ place, session }: { place: Place | null; session: Session }) {
  const [asked, setAsked] = useState(0)
  const ask = () => setAsked(times => times + 1)
  // Once it is there it has the shortcut itself, which closes it too.
  useHotkeys(asked === 0 ? [['mod + K', ask]] : [])
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconSearch size={16} className={styles.alone} />}
        aria-label="Search ⌘K"
        onClick={ask}
      >
        <span className={styles.hint}>
          Search <Kbd size="xs">⌘K</Kbd>
        </span>
      </Button>
      {asked > 0 && (
        <Suspense>
          {place === null ? (
            <InstallationPalette session={session} asked={asked} />
          ) : (
            <Palette place={place} asked={asked} />
          )}
        </Suspense>
      )}
    </>
  )
}
