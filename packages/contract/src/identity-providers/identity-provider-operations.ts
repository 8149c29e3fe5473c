import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { defineOperation } from '../operations/operation.ts'
import { identityProvider, setIdentityProviderBody } from './identity-provider.ts'

const params = z.strictObject({ id: organizationId })
const tag = 'Single sign-on'
const path = '/v1/organizations/{id}/identity-provider'

const getIdentityProvider = defineOperation({
  operationId: 'getIdentityProvider',
  method: 'GET',
  path,
  tag,
  summary: 'Get the identity provider',
  description: 'Which OpenID provider vouches for the people of an organization; `null` where none does.',
  scope: 'identity:read',
  params,
  query: null,
  body: null,
  success: {
    status: 200,
    description: 'The identity provider, or `null`.',
    schema: identityProvider.nullable(),
  },
  problems: ['not_found', 'insufficient_permission'],
  conditional: 'read',
})

const setIdentityProvider = defineOperation({
  operationId: 'setIdentityProvider',
  method: 'PUT',
  path,
  tag,
  summary: 'Set the identity provider',
  description:
    'Says which OpenID provider vouches for the people of an organization, in place of the one before. A new issuer is ' +
    'asked for its discovery document first. Register `<address of this installation>/v1/organizations/<id>/single-sign-on/callback` ' +
    'there as the redirect URI. Another issuer ends the sessions that began at the one before. Whoever chooses it decides who ' +
    'comes in as whom, so a key needs every scope that the permission `administer` stands for.',
  scope: 'identity:write',
  params,
  query: null,
  body: setIdentityProviderBody,
  bodyExample: {
    name: 'Example login',
    issuer: 'https://login.example.com',
    clientId: 'keyturn',
    clientSecret: 'what the provider showed',
    emailDomains: ['example.com'],
    enabled: false,
    joiningPermissions: ['view_keys'],
  },
  success: { status: 200, description: 'The identity provider.', schema: identityProvider },
  problems: [
    'not_found',
    'insufficient_permission',
    'reauthentication_required',
    'precondition_failed',
    'sealed',
  ],
  conditional: 'write',
})

const deleteIdentityProvider = defineOperation({
  operationId: 'deleteIdentityProvider',
  method: 'DELETE',
  path,
  tag,
  summary: 'Remove the identity provider',
  description:
    'Ends single sign-on and the sessions that began with it. Members stay members. A key needs every scope that the ' +
    'permission `administer` stands for, as it does to set one.',
  scope: 'identity:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required', 'precondition_failed'],
  conditional: 'write',
})

export const identityProviderOperations = [
  getIdentityProvider,
  setIdentityProvider,
  deleteIdentityProvider,
] as const
