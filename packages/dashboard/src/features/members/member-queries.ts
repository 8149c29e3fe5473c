import type { InvitationView, MemberView } from '@keyturn/contract/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

const pageSize = 200
/** As many are shown at once, and read for that. */
export const shownMost = 1_000

type MemberPage = { data: MemberView[]; nextCursor: string | null }

/** The people of an organization, the newest thousand first. */
export const membersQuery = (organizationId: string) =>
  infiniteQueryOptions({
    queryKey: ['members', organizationId],
    queryFn: ({ pageParam, signal }) => readMembers(organizationId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
  })

/** People to be told by their names; where there are more than are read for that, not all of them. */
export const namedMembersQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['members', organizationId, 'named'],
    queryFn: async ({ signal }) => {
      const { data, nextCursor } = await readMembers(organizationId, null, signal)
      return { members: data, isComplete: nextCursor === null }
    },
    staleTime: 60_000,
  })

/** Whoever has exactly this address, among however many. */
export const memberAtQuery = (organizationId: string, email: string) =>
  queryOptions({
    queryKey: ['members', organizationId, 'at', email],
    queryFn: async ({ signal }) =>
      (await client.organizations.listMembers(organizationId, { email }, { signal })).data,
  })

async function readMembers(
  organizationId: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<MemberPage> {
  const read: MemberPage = { data: [], nextCursor: cursor }
  do {
    const after = read.nextCursor === null ? {} : { cursor: read.nextCursor }
    const query = { limit: pageSize, ...after }
    const page = await client.organizations.listMembers(organizationId, query, { signal })
    read.data.push(...page.data)
    read.nextCursor = page.nextCursor
  } while (read.nextCursor !== null && read.data.length < shownMost)
  return read
}

export function byName(left: MemberView, right: MemberView): number {
  return nameOf(left).localeCompare(nameOf(right))
}

/** Who is invited and has not joined, the newest first. */
export const invitationsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['invitations', organizationId],
    queryFn: async ({ signal }): Promise<InvitationView[]> =>
      atMost(client.organizations.listInvitations(organizationId, { limit: pageSize }, { signal })),
  })

async function atMost<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of list) {
    found.push(item)
    if (found.length === shownMost) break
  }
  return found
}

/** How many invitations wait for an answer. */
export const pendingInvitationsQuery = (organizationId: string) =>
  queryOptions({
    ...invitationsQuery(organizationId),
    select: invitations => invitations.filter(({ status }) => status === 'pending').length,
    staleTime: 60_000,
  })

export function nameOf({ name, email }: Pick<MemberView, 'name' | 'email'>): string {
  return name ?? email
}

/** Reads people and invitations again after something has changed them. */
export async function refreshMembers(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['members'] }),
    queryClient.invalidateQueries({ queryKey: ['invitations'] }),
  ])
}
