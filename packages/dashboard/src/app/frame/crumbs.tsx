import { Anchor, Breadcrumbs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import { placeOf } from '../../features/apis/menu.ts'
import { keyQuery } from '../../features/keys/key-queries.ts'
import styles from './frame.module.css'
import type { Place } from './place.ts'
import { settingsPageAt } from './settings-pages.ts'

/** Where one is, in the words of the menu. */
export function Crumbs({ place }: { place: Place }) {
  const { apiId, keyId } = useParams({ strict: false })
  const words = useWords(place, apiId)
  return (
    <nav aria-label="Breadcrumb" className={styles.crumbs}>
      <Breadcrumbs separatorMargin={6}>
        {words.map((word, index) =>
          apiId !== undefined && keyId !== undefined && index === words.length - 1 ? (
            <Anchor
              key={word}
              size="sm"
              c="dimmed"
              renderRoot={props => (
                <Link
                  {...props}
                  to="/organizations/$organizationId/apis/$apiId/keys"
                  params={{ organizationId: place.organization.id, apiId }}
                />
              )}
            >
              {word}
            </Anchor>
          ) : (
            <Word key={word} isLast={keyId === undefined && index === words.length - 1}>
              {word}
            </Word>
          ),
        )}
        {keyId !== undefined && <KeyWord keyId={keyId} />}
      </Breadcrumbs>
    </nav>
  )
}

const pages: Readonly<Record<string, string>> = {
  '': 'Overview',
  usage: 'Usage',
  logs: 'Logs',
  audit: 'Audit log',
  requests: 'Requests',
}

/** The section and the page of an API, or the page of the organization. */
function useWords({ menu, organization }: Place, apiId: string | undefined): string[] {
  const path = useRouterState({ select: state => state.location.pathname })
  const settings = settingsPageAt(path, organization.id)
  if (settings !== null) return ['Settings', settings.title]
  const [, place, , page = '', , last] = path.split('/')
  if (place === 'installation') return ['Installation']
  if (apiId === undefined) return [(place === 'organizations' && pages[page]) || 'Not found']
  const found = placeOf(menu, apiId)
  if (found === null) return ['Not available']
  return [...new Set([found.section.title, found.page.title]), ...(last === 'help' ? ['Help'] : [])]
}

function Word({ isLast, children }: { isLast: boolean; children: string }) {
  return (
    <Text size="sm" c={isLast ? undefined : 'dimmed'} truncate>
      {children}
    </Text>
  )
}

function KeyWord({ keyId }: { keyId: string }) {
  const { data } = useQuery(keyQuery(keyId))
  return <Word isLast>{data?.value.name ?? '…'}</Word>
}
