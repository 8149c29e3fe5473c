import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { keyPageQuery } from '../../features/keys/key-queries.ts'
import { startWords } from '../../features/keys/key-status.ts'
import { namedMembersQuery, nameOf } from '../../features/members/member-queries.ts'
import { keyPermissions, mayOneOf } from '../../features/sessions/session.ts'
import type { Place } from './place.ts'
import { useOrganizations } from './use-organizations.ts'

type Where = Pick<Place, 'session'> & { organization: { id: string } | null }

export type Find = { id: string; label: string; description: string; onClick: () => void }

const searchDelayMs = 150
const searchLengthMin = 2
const shownMost = { keys: 8, others: 5 }

/** Keys of any API, by their name or the start of their token. */
export function useKeys({ organization, session }: Place, search: string): Find[] {
  const navigate = useNavigate()
  const organizationId = organization.id
  const [asked] = useDebouncedValue(search, searchDelayMs)
  const { data } = useQuery({
    ...keyPageQuery({ organizationId, apiId: null, environment: null }, { search: asked }),
    enabled: asked.length >= searchLengthMin && mayOneOf(session, keyPermissions),
  })
  if (asked !== search || search.length < searchLengthMin) return []
  return (data?.data ?? []).slice(0, shownMost.keys).map(key => ({
    id: key.id,
    label: key.name,
    description: startWords(key),
    onClick: () =>
      void navigate({
        to: '/organizations/$organizationId/apis/$apiId/keys',
        params: { organizationId, apiId: key.apiId },
        search: { search: key.start === '' ? key.name : key.start, environment: key.environment },
      }),
  }))
}

/** People of this organization, for whoever looks after them. */
export function usePeople({ organization, session }: Place, search: string): Find[] {
  const navigate = useNavigate()
  const isAsked = search.length >= searchLengthMin && mayOneOf(session, ['manage_users'])
  const { data } = useQuery({ ...namedMembersQuery(organization.id), enabled: isAsked })
  if (!isAsked) return []
  const people = (data?.members ?? []).map(member => ({
    id: member.id,
    label: nameOf(member),
    description: member.email,
    onClick: () =>
      void navigate({
        to: '/organizations/$organizationId/settings/members',
        params: { organizationId: organization.id },
      }),
  }))
  return matching(people, search).slice(0, shownMost.others)
}

/** Other organizations that one may go to, as far as they are known without asking for more. */
export function useOtherOrganizations(place: Where, search: string): Find[] {
  const navigate = useNavigate()
  const others = useOrganizations(place).filter(({ id }) => id !== place.organization?.id)
  const finds = others.map(({ id, name }) => ({
    id,
    label: name,
    description: 'Organization',
    onClick: () => void navigate({ to: '/organizations/$organizationId', params: { organizationId: id } }),
  }))
  return matching(finds, search).slice(0, shownMost.others)
}

/** What the customer is told about the keys of each API. */
export function useHelp({ organization, apis }: Place): Find[] {
  const navigate = useNavigate()
  return apis.map(({ id, name }) => ({
    id: `help-${id}`,
    label: `Help: API keys of ${name}`,
    description: 'Get, use, store, rotate and revoke them; what refusals mean',
    onClick: () =>
      void navigate({
        to: '/organizations/$organizationId/apis/$apiId/help',
        params: { organizationId: organization.id, apiId: id },
      }),
  }))
}

export function matching(finds: readonly Find[], search: string): Find[] {
  const wanted = search.toLowerCase()
  return finds.filter(({ label, description }) => `${label} ${description}`.toLowerCase().includes(wanted))
}
