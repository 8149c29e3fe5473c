import type { Insertable, Updateable } from 'kysely'
import type { ApiTable } from '../storage/tables.ts'
import { type ApiInput, rotationDefault } from './api.ts'

type SettingColumns = Omit<Insertable<ApiTable>, 'id' | 'prefix' | 'created_at' | 'updated_at'>

/** A new API's columns, defaults included. */
export function toApiColumns(input: ApiInput & { name: string }): SettingColumns {
  return {
    name: input.name,
    environments: JSON.stringify(input.environments ?? ['live', 'test']),
    scopes: JSON.stringify(toScopes(input.scopes ?? [])),
    key_policy: input.keyPolicy ?? 'many',
    reveal: input.reveal ?? 'once',
    rotation: JSON.stringify({ ...rotationDefault, ...input.rotation }),
    max_lifetime_days: input.maxLifetimeDays ?? null,
    sensitive_endpoints: JSON.stringify(input.sensitiveEndpoints ?? []),
    credential_header: input.credentialHeader ?? 'X-API-Key',
    base_url: input.baseUrl ?? null,
    test_request: input.testRequest ? JSON.stringify(input.testRequest) : null,
    env_variable: input.envVariable ?? null,
    portal_origins: JSON.stringify(input.portalOrigins ?? []),
    console: JSON.stringify(input.console ?? {}),
  }
}

const columnsOf = {
  name: 'name',
  environments: 'environments',
  scopes: 'scopes',
  keyPolicy: 'key_policy',
  reveal: 'reveal',
  rotation: 'rotation',
  maxLifetimeDays: 'max_lifetime_days',
  sensitiveEndpoints: 'sensitive_endpoints',
  credentialHeader: 'credential_header',
  baseUrl: 'base_url',
  testRequest: 'test_request',
  envVariable: 'env_variable',
  portalOrigins: 'portal_origins',
  console: 'console',
} as const satisfies Record<keyof ApiInput, keyof SettingColumns>

/** The columns of the members given: the others stay as they are stored, readable or not. */
export function changedApiColumns(patch: ApiInput): Updateable<ApiTable> {
  const columns = toApiColumns({ ...patch, name: patch.name ?? '' })
  const names = new Set<string>(
    Object.entries(columnsOf)
      .filter(([member]) => patch[member as keyof ApiInput] !== undefined)
      .map(([, column]) => column),
  )
  return Object.fromEntries(Object.entries(columns).filter(([column]) => names.has(column)))
}

function toScopes(scopes: NonNullable<ApiInput['scopes']>) {
  return scopes.map(({ name, description = '', sensitive = false }) => ({ name, description, sensitive }))
}
