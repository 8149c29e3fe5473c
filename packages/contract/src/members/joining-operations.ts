import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { linkToken, linkTokenExample } from '../identity/link-token.ts'
import { password, personName } from '../identity/person.ts'
import { defineOperation } from '../operations/operation.ts'
import { invitation, invitationId, member } from './member.ts'

const tag = 'Members'

const preview = z
  .object({
    organizationName: z.string(),
    email: z.string(),
    hasAccount: z.boolean().meta({
      description:
        'Whether the address has an account: then its holder signs in and joins, instead of making one.',
    }),
    expiresAt: instant,
  })
  .meta({ id: 'InvitationPreview', description: 'What an invitation is to.' })

const resendInvitation = defineOperation({
  operationId: 'resendInvitation',
  method: 'POST',
  path: '/v1/organizations/{id}/invitations/{invitationId}/resend',
  tag,
  summary: 'Send an invitation again',
  description:
    'Sends it by mail, good for seven more days. Links that were sent before open nothing any more. Five times in an hour.',
  scope: 'members:write',
  params: z.strictObject({ id: organizationId, invitationId }),
  query: null,
  body: null,
  success: { status: 200, description: 'The invitation.', schema: invitation },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required'],
})

const previewInvitation = defineOperation({
  operationId: 'previewInvitation',
  method: 'POST',
  path: '/v1/invitations/preview',
  tag,
  summary: 'Look at an invitation',
  description: 'What the link of an invitation is to, for whoever got it. It changes nothing.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: linkToken }),
  bodyExample: { token: linkTokenExample },
  success: { status: 200, description: 'The invitation.', schema: preview },
  problems: ['not_found'],
})

const acceptInvitation = defineOperation({
  operationId: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/accept',
  tag,
  summary: 'Accept an invitation with a new account',
  description:
    'Makes an account with the address that was invited, and its holder a member; the answer signs them in. Where the ' +
    'address has an account it is 409 `conflict`: sign in and join. A link works once.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: linkToken, name: personName.nullable().optional(), password }),
  bodyExample: { token: linkTokenExample, name: 'Grace Hopper', password: 'seven tall herons wade' },
  success: { status: 200, description: 'The member.', schema: member },
  problems: ['not_found', 'conflict', 'overloaded'],
})

const joinOrganization = defineOperation({
  operationId: 'joinOrganization',
  method: 'POST',
  path: '/v1/account/memberships',
  tag,
  summary: 'Accept an invitation',
  description:
    'Makes the person who is signed in a member, by the link of an invitation to their address. An invitation to another ' +
    'address is 409 `conflict`. A link works once.',
  scope: null,
  credential: 'session',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: linkToken }),
  bodyExample: { token: linkTokenExample },
  success: { status: 200, description: 'The member.', schema: member },
  problems: ['not_found', 'conflict'],
})

export const joiningOperations = [
  resendInvitation,
  previewInvitation,
  acceptInvitation,
  joinOrganization,
] as const
