import { withVersion } from '../access/versioned.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { isListOf, isStoredObject, isText, StoredMembers } from '../storage/stored-members.ts'
import {
  type ApiRow,
  type CredentialHeader,
  type Endpoint,
  type KeyPolicyKind,
  type RevealPolicy,
  type RotationDays,
  rotationDefault,
  type ScopeDefinition,
} from './api.ts'

/** An API as it leaves. */
export type ApiView = {
  id: string
  name: string
  prefix: string
  environments: string[]
  scopes: ScopeDefinition[]
  keyPolicy: KeyPolicyKind
  reveal: RevealPolicy
  rotation: RotationDays
  maxLifetimeDays: number | null
  sensitiveEndpoints: Endpoint[]
  credentialHeader: CredentialHeader
  baseUrl: string | null
  testRequest: Endpoint | null
  envVariable: string | null
  portalOrigins: string[]
  console: Record<string, unknown>
  createdAt: string
  updatedAt: string
  /** Settings that other hands left in a form that nobody can read; present only then. Setting them mends it. */
  unreadable?: string[]
}

export function toApiView(row: ApiRow): ApiView {
  const stored = new StoredMembers()
  const view: ApiView = {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    environments: stored.read('environments', row.environments, texts),
    scopes: stored.read('scopes', row.scopes, { isReadable: isListOf(isScopeDefinition), otherwise: [] }),
    keyPolicy: row.key_policy,
    reveal: row.reveal,
    rotation: stored.read('rotation', row.rotation, { isReadable: isRotation, otherwise: rotationDefault }),
    maxLifetimeDays: row.max_lifetime_days,
    sensitiveEndpoints: stored.read('sensitiveEndpoints', row.sensitive_endpoints, endpoints),
    credentialHeader: row.credential_header === 'X-API-Key' ? 'X-API-Key' : 'Authorization: Bearer',
    baseUrl: row.base_url,
    testRequest: stored.readNullable('testRequest', row.test_request, endpointOrNull),
    envVariable: row.env_variable,
    portalOrigins: stored.read('portalOrigins', row.portal_origins, texts),
    console: stored.read('console', row.console, { isReadable: isStoredObject, otherwise: {} }),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(row.updated_at) ?? toInstant(0),
  }
  if (stored.unreadable.length > 0) view.unreadable = stored.unreadable
  return withVersion(view, row.version)
}

const texts = { isReadable: isListOf(isText), otherwise: [] }
const endpoints = { isReadable: isListOf(isEndpoint), otherwise: [] }
const endpointOrNull = {
  isReadable: (value: unknown): value is Endpoint | null => value === null || isEndpoint(value),
  otherwise: null,
}

function isScopeDefinition(value: unknown): value is ScopeDefinition {
  return (
    isStoredObject(value) &&
    isText(value['name']) &&
    isText(value['description']) &&
    typeof value['sensitive'] === 'boolean'
  )
}

function isEndpoint(value: unknown): value is Endpoint {
  return isStoredObject(value) && isText(value['method']) && isText(value['path'])
}

function isRotation(value: unknown): value is RotationDays {
  if (!isStoredObject(value)) return false
  return Object.keys(rotationDefault).every(type => {
    const days = value[type]
    return typeof days === 'number' && Number.isSafeInteger(days) && days > 0
  })
}
