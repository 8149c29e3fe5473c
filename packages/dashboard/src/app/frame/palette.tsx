import type { Session } from '@keyturn/contract/client'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useEffect, useState } from 'react'
import { withoutToken } from '../../shared/without-token.ts'
import styles from './frame.module.css'
import type { Place } from './place.ts'
import { type Find, matching, useHelp, useKeys, useOtherOrganizations, usePeople } from './use-finds.ts'
import { useInstallationPages, useKeySearch, useOwnPages, usePages } from './use-page-finds.ts'

type Group = { group: string; actions: Find[] }

/** Finds pages, keys by their name or start, people, organizations, and help. Opens each time that `asked` changes. */
export function Palette({ place, asked }: { place: Place; asked: number }) {
  const [typed, setTyped] = useState('')
  const search = withoutToken(typed).trim()
  const pages = [...usePages(place), ...useOwnPages()]
  const groups = [
    { group: 'Pages', actions: matching(pages, search) },
    { group: 'Keys', actions: useKeys(place, search) },
    { group: 'People', actions: usePeople(place, search) },
    { group: 'Organizations', actions: useOtherOrganizations(place, search) },
    { group: 'Installation', actions: matching(useInstallationPages(place.session), search) },
    { group: 'Help', actions: matching([...useHelp(place), ...help], search) },
  ]
  return <Finder asked={asked} typed={typed} onType={setTyped} groups={groups} />
}

/** The same on the operators' pages, which are about no organization. */
export function InstallationPalette({ session, asked }: { session: Session; asked: number }) {
  const [typed, setTyped] = useState('')
  const search = withoutToken(typed).trim()
  const pages = [...useInstallationPages(session), ...useOwnPages()]
  const groups = [
    { group: 'Pages', actions: matching(pages, search) },
    { group: 'Keys', actions: useKeySearch(search) },
    { group: 'Organizations', actions: useOtherOrganizations({ session, organization: null }, search) },
    { group: 'Help', actions: matching(help, search) },
  ]
  return <Finder asked={asked} typed={typed} onType={setTyped} groups={groups} />
}

function Finder({
  asked,
  typed,
  onType,
  groups,
}: {
  asked: number
  typed: string
  onType: (text: string) => void
  groups: readonly Group[]
}) {
  useEffect(() => {
    if (asked > 0) spotlight.open()
  }, [asked])
  const found = groups.flatMap(({ actions }) => actions.map(({ id }) => id)).join()
  useEffect(() => selectFirst(found), [found])
  return (
    <Spotlight
      query={typed}
      onQueryChange={onType}
      shortcut="mod + K"
      lockScroll={false}
      overlayProps={{ blur: 0 }}
      attributes={{ content: { 'aria-label': 'Search' } }}
      classNames={{ action: styles.found ?? '', actionsGroup: styles.foundGroup ?? '' }}
      nothingFound="Nothing of that name"
      searchProps={{
        placeholder: 'Pages, keys, people, help',
        'aria-label': 'Search pages, keys and help',
      }}
      filter={(_, actions) => actions}
      actions={groups.filter(({ actions }) => actions.length > 0)}
      scrollable
      maxHeight="60vh"
    />
  )
}

/** What is found later than it was typed is not chosen by itself, and Enter would do nothing. */
function selectFirst(found: string): void {
  const shown = [...document.querySelectorAll(`.${styles.found}`)]
  if (found === '' || shown.some(each => each.hasAttribute('data-selected'))) return
  shown[0]?.setAttribute('data-selected', 'true')
}

const open = (address: string) => () => window.open(address, '_blank', 'noopener')

const help: Find[] = [
  { id: 'reference', label: 'API reference', description: 'Every call', onClick: open('/help/api') },
  { id: 'problems', label: 'Problems', description: 'What each code means', onClick: open('/help/problems') },
]
