import { z } from 'zod'
import { instant } from '../fields/instant.ts'
import { linkToken, linkTokenExample } from '../identity/link-token.ts'
import { defineOperation } from '../operations/operation.ts'
import { createPortalSessionBody, portalSession, redeemedPortalSession } from './portal-session.ts'

const tag = 'Portal'

const createPortalSession = defineOperation({
  operationId: 'createPortalSession',
  method: 'POST',
  path: '/v1/portal-sessions',
  tag,
  summary: 'Open a portal',
  description:
    'Makes a link that opens the key page of an API for one person of an organization, as a page of its own or in a ' +
    'frame on one of the API’s `portalOrigins`. It opens once, within five minutes, for an hour. Your backend calls ' +
    'this: a key can give only permissions whose scopes it has itself, and what it has opened closes when it is revoked, ' +
    'disabled, expires or loses one of those scopes.',
  scope: 'portal:write',
  repeatable: true,
  params: null,
  query: null,
  body: createPortalSessionBody,
  bodyExample: {
    organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha',
    apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
    actor: { id: 'user_1042', name: 'Grace Hopper' },
    permissions: ['view_keys', 'manage_keys'],
  },
  success: {
    status: 201,
    description: 'The link.',
    schema: z.object({
      url: z.string().meta({ description: 'Send the person there, or put it into a frame. It opens once.' }),
      expiresAt: instant.meta({ description: 'Five minutes from now.' }),
    }),
  },
  problems: ['not_found', 'insufficient_permission', 'invalid_input'],
})

const redeemPortalSession = defineOperation({
  operationId: 'redeemPortalSession',
  method: 'POST',
  path: '/v1/portal-session',
  tag,
  summary: 'Come in by a link',
  description:
    'What the page of a link calls: it opens the portal and sets its cookie. A link that was used or is over is answered ' +
    'with where to get another.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: linkToken }),
  bodyExample: { token: linkTokenExample },
  success: { status: 200, description: 'Open, or over.', schema: redeemedPortalSession },
  problems: ['not_found', 'session_ended'],
})

const getPortalSession = defineOperation({
  operationId: 'getPortalSession',
  method: 'GET',
  path: '/v1/portal-session',
  tag,
  summary: 'Get the portal session',
  description: 'Who is on the page, what they may do, and where they came from.',
  scope: null,
  credential: 'portal',
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'The session that asks.', schema: portalSession },
  problems: [],
})

const endPortalSession = defineOperation({
  operationId: 'endPortalSession',
  method: 'DELETE',
  path: '/v1/portal-session',
  tag,
  summary: 'Close the portal',
  description: 'Ends the session that asks. Nothing accepts its cookie any more.',
  scope: null,
  credential: 'portal',
  params: null,
  query: null,
  body: null,
  success: { status: 204, description: 'Closed.', schema: null },
  problems: [],
})

export const portalOperations = [
  createPortalSession,
  redeemPortalSession,
  getPortalSession,
  endPortalSession,
] as const
