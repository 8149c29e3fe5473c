import { environmentPattern, parseScopeWord, tokenPrefixPattern } from '@keyturn/core'
import type { Selectable } from 'kysely'
import type { FieldError } from '../errors/engine-error.ts'
import type { ApiTable, KeyType } from '../storage/tables.ts'

export type ApiRow = Selectable<ApiTable>

export type KeyPolicyKind = 'many' | 'one_per_organization'
export type RevealPolicy = 'once' | 'anytime'
export type ScopeDefinition = { name: string; description: string; sensitive: boolean }
export type Endpoint = { method: string; path: string }
/** Days between rotations by key type. */
export type RotationDays = Record<KeyType, number>

export const rotationDefault: RotationDays = { production: 90, development: 180, elevated: 45 }

export type CredentialHeader = 'X-API-Key' | 'Authorization: Bearer'

/** What may be set; absent members keep their value or get their default. */
export type ApiInput = {
  name?: string | undefined
  environments?: string[] | undefined
  scopes?: { name: string; description?: string | undefined; sensitive?: boolean | undefined }[] | undefined
  keyPolicy?: KeyPolicyKind | undefined
  reveal?: RevealPolicy | undefined
  rotation?: { [type in KeyType]?: number | undefined } | undefined
  maxLifetimeDays?: number | null | undefined
  sensitiveEndpoints?: Endpoint[] | undefined
  credentialHeader?: CredentialHeader | undefined
  baseUrl?: string | null | undefined
  testRequest?: Endpoint | null | undefined
  envVariable?: string | null | undefined
  portalOrigins?: string[] | undefined
  console?: Record<string, unknown> | undefined
}

/** Prefixes that others' tokens begin with; a scanner must be able to tell them apart. */
const reservedPrefixes = new Set([
  'kt',
  'sk',
  'pk',
  'rk',
  'ghp',
  'gho',
  'ghu',
  'ghs',
  'ghr',
  'akia',
  'asia',
  'xoxb',
  'xoxp',
  'npm',
  'pypi',
  'glpat',
])

/** The faults of settings that are well-formed; pointers into the request's body. */
export function apiFaults(input: ApiInput & { prefix?: string | undefined }): FieldError[] {
  const faults: FieldError[] = []
  if (input.prefix !== undefined && !tokenPrefixPattern.test(input.prefix)) {
    faults.push({ pointer: '/prefix', message: 'prefix must be 2 to 12 of a-z and 0-9.' })
  }
  if (input.prefix !== undefined && reservedPrefixes.has(input.prefix)) {
    faults.push({ pointer: '/prefix', message: `The prefix ${input.prefix} is reserved. Choose another.` })
  }
  return [...faults, ...environmentFaults(input.environments ?? []), ...scopeFaults(input.scopes ?? [])]
}

function environmentFaults(environments: string[]): FieldError[] {
  return environments.flatMap((environment, index) => {
    const pointer = `/environments/${index}`
    if (environments.indexOf(environment) !== index)
      return [{ pointer, message: `${environment} is listed twice.` }]
    if (environmentPattern.test(environment)) return []
    return [{ pointer, message: 'An environment is 1 to 16 of a-z and 0-9, starting with a letter.' }]
  })
}

function scopeFaults(scopes: { name: string }[]): FieldError[] {
  const names = scopes.map(scope => scope.name)
  return names.flatMap((name, index) => {
    const pointer = `/scopes/${index}/name`
    if (names.indexOf(name) !== index) return [{ pointer, message: `${name} is listed twice.` }]
    const word = parseScopeWord(name)
    if (word && word.resource !== '*' && word.action !== '*') return []
    return [{ pointer, message: 'A scope of an API is resource:action without *, such as leads:read.' }]
  })
}
