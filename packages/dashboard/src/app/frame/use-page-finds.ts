import type { Session } from '@keyturn/contract/client'
import { useNavigate } from '@tanstack/react-router'
import { mayOneOf } from '../../features/sessions/session.ts'
import { mayDecide } from '../may-decide.ts'
import { installationPages } from './installation-navigation.tsx'
import { logPages } from './log-pages.ts'
import type { Place } from './place.ts'
import type { Find } from './use-finds.ts'

/** The pages of this organization that one may see, in the order of the menu. */
export function usePages(place: Place): Find[] {
  const navigate = useNavigate()
  const { organization, session, menu, settings } = place
  const params = { organizationId: organization.id }
  const find = (to: PageAddress, label: string): Find => ({
    id: to,
    label,
    description: organization.name,
    onClick: () => void navigate({ to, params }),
  })
  const may = mayDecide(session)
  const ofApis = menu.flatMap(section =>
    section.pages.flatMap(page =>
      page.apis.map(api => ({
        id: api.id,
        label: section.title === page.title ? page.title : `${section.title} › ${page.title}`,
        description: api.name,
        onClick: () =>
          void navigate({
            to: '/organizations/$organizationId/apis/$apiId/keys',
            params: { ...params, apiId: api.id },
          }),
      })),
    ),
  )
  return [
    find('/organizations/$organizationId', 'Overview'),
    ...(may.decideResets || may.decideAccess
      ? [find('/organizations/$organizationId/requests', 'Requests')]
      : []),
    ...ofApis,
    ...logPages.filter(({ requires }) => mayOneOf(session, requires)).map(({ to, title }) => find(to, title)),
    ...settings.map(({ title, to }) => find(to, `Settings › ${title}`)),
  ]
}

type PageAddress =
  | '/organizations/$organizationId'
  | '/organizations/$organizationId/requests'
  | (typeof logPages)[number]['to']
  | Place['settings'][number]['to']

/** The operators' pages, for operators. */
export function useInstallationPages(session: Session): Find[] {
  const navigate = useNavigate()
  if (session.operator === null) return []
  return installationPages.map(({ to, title }) => ({
    id: to,
    label: title,
    description: 'Installation',
    onClick: () => void navigate({ to }),
  }))
}

/** Where every key of every organization is looked for, which takes a page of its own. */
export function useKeySearch(search: string): Find[] {
  const navigate = useNavigate()
  if (search === '') return []
  return [
    {
      id: 'search-keys',
      label: `Search all keys for “${search}”`,
      description: 'By name, start or id, in every organization',
      onClick: () => void navigate({ to: '/installation/keys', search: { search } }),
    },
  ]
}

/** What is one's own. */
export function useOwnPages(): Find[] {
  const navigate = useNavigate()
  return [
    {
      id: 'account',
      label: 'Account',
      description: 'Name, password, passkeys, devices',
      onClick: () => void navigate({ to: '/account' }),
    },
  ]
}
