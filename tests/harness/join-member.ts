import type { CreateInvitationBody } from '@keyturn/contract/client'
import type { WatchedPage } from './open-browser.ts'
import { signInHere } from './sign-in-here.ts'
import type { StartedDashboard } from './start-dashboard.ts'
import type { PostOffice } from './start-post-office.ts'

export type JoinedMember = { email: string; name: string; password: string }

type Permissions = NonNullable<CreateInvitationBody['permissions']>

const password = 'nine slow otters float'

/** Somebody who was invited, has followed the link in their mail and has an account. */
export async function joinMember(
  { keyturn, url, organization }: Pick<StartedDashboard, 'keyturn' | 'url' | 'organization'>,
  mail: PostOffice,
  { name, permissions }: { name: string; permissions: Permissions },
): Promise<JoinedMember> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
  await keyturn.client.organizations.createInvitation(organization.id, { email, permissions })
  const token = new URL(await mail.linkTo(email, 'accept-invitation')).hash.slice(1)
  const answer = await fetch(`${url}/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ token, name, password }),
  })
  if (answer.status !== 200) throw new Error(`the invitation was not accepted: ${await answer.text()}`)
  return { email, name, password }
}

/** A page on which somebody has signed in. */
export async function openAsMember(
  { open, url }: Pick<StartedDashboard, 'open' | 'url'>,
  member: JoinedMember,
  options: Parameters<StartedDashboard['open']>[0] = {},
): Promise<WatchedPage> {
  const opened = await open(options)
  await opened.page.goto(`${url}/sign-in`)
  await signInHere(opened, member)
  return opened
}
