import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { namedMembersQuery } from '../../features/members/member-queries.ts'
import { mayOneOf } from '../../features/sessions/session.ts'
import type { Naming } from '../../shared/person-name.tsx'
import { nameWords } from './name-words.ts'

const route = getRouteApi('/signed-in/organizations/$organizationId')

/** What somebody is called on the pages of an organization. Its members are asked for where the first name is needed. */
export function MemberName({ of, within }: Naming) {
  const { organization, session } = route.useLoaderData()
  const isPerson = of.type === 'user' || of.type === 'member'
  const isKnown = mayOneOf(session, ['manage_users'])
  const { data } = useQuery({ ...namedMembersQuery(organization.id), enabled: isPerson && isKnown })
  const { members = null, isComplete = false } = data ?? {}
  return nameWords(of, { self: session.user, members, isComplete }, within)
}
