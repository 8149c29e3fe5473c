import type { ApiView, CreateApiBody, UpdateApiBody } from '@keyturn/contract/client'
import { readEndpoints, readLines } from '../../shared/typed-lists.ts'
import { consoleOf } from './console.ts'

export type ScopeDraft = { name: string; description: string; sensitive: boolean }

/** Where the keys of an API are in the dashboard, as it is typed. */
export type ConsoleDraft = {
  portalName: string
  section: string
  page: string
  form: 'full' | 'name'
  fieldLabel: string
  submitLabel: string
  display: 'masked' | 'shown'
  requires: string[]
}

/** The settings of an API as they are typed; lists have a line each. */
export type ApiDraft = {
  name: string
  prefix: string
  environments: string
  scopes: ScopeDraft[]
  keyPolicy: ApiView['keyPolicy']
  reveal: ApiView['reveal']
  rotation: Record<keyof ApiView['rotation'], string>
  maxLifetimeDays: string
  sensitiveEndpoints: string
  credentialHeader: ApiView['credentialHeader']
  baseUrl: string
  testRequest: string
  envVariable: string
  portalOrigins: string
  console: ConsoleDraft
}

/** What every part of the form gets. */
export type ApiFormProps = {
  draft: ApiDraft
  onChange: (part: Partial<ApiDraft>) => void
  /** What the server said of what was sent last. */
  error: unknown
}

export const emptyApiDraft: ApiDraft = {
  name: '',
  prefix: '',
  environments: 'live\ntest',
  scopes: [],
  keyPolicy: 'many',
  reveal: 'once',
  rotation: { production: '90', development: '180', elevated: '45' },
  maxLifetimeDays: '',
  sensitiveEndpoints: '',
  credentialHeader: 'X-API-Key',
  baseUrl: '',
  testRequest: '',
  envVariable: '',
  portalOrigins: '',
  console: {
    portalName: '',
    section: 'Settings',
    page: 'API Keys',
    form: 'full',
    fieldLabel: '',
    submitLabel: '',
    display: 'masked',
    requires: ['manage_keys', 'view_keys'],
  },
}

/** What is set, as it would have been typed. */
export function draftOf(api: ApiView): ApiDraft {
  const { portalName, section, page, form, display, requires } = consoleOf(api)
  return {
    name: api.name,
    prefix: api.prefix,
    environments: api.environments.join('\n'),
    scopes: api.scopes.map(({ name, description, sensitive }) => ({ name, description, sensitive })),
    keyPolicy: api.keyPolicy,
    reveal: api.reveal,
    rotation: {
      production: String(api.rotation.production),
      development: String(api.rotation.development),
      elevated: String(api.rotation.elevated),
    },
    maxLifetimeDays: api.maxLifetimeDays === null ? '' : String(api.maxLifetimeDays),
    sensitiveEndpoints: api.sensitiveEndpoints.map(endpointText).join('\n'),
    credentialHeader: api.credentialHeader,
    baseUrl: api.baseUrl ?? '',
    testRequest: api.testRequest === null ? '' : endpointText(api.testRequest),
    envVariable: api.envVariable ?? '',
    portalOrigins: api.portalOrigins.join('\n'),
    console: {
      portalName: portalName ?? '',
      section: section ?? '',
      page,
      form,
      fieldLabel: textOf(api.console['fieldLabel']),
      submitLabel: textOf(api.console['submitLabel']),
      display,
      requires: [...requires],
    },
  }
}

/** What the API is asked for. */
export function bodyOf(draft: ApiDraft): CreateApiBody {
  return {
    name: draft.name.trim(),
    prefix: draft.prefix.trim(),
    environments: readLines(draft.environments),
    scopes: draft.scopes
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, description, sensitive }) => ({
        name: name.trim(),
        description: description.trim(),
        sensitive,
      })),
    keyPolicy: draft.keyPolicy,
    reveal: draft.reveal,
    rotation: {
      production: Number(draft.rotation.production),
      development: Number(draft.rotation.development),
      elevated: Number(draft.rotation.elevated),
    },
    maxLifetimeDays: draft.maxLifetimeDays === '' ? null : Number(draft.maxLifetimeDays),
    sensitiveEndpoints: readEndpoints(draft.sensitiveEndpoints),
    credentialHeader: draft.credentialHeader,
    baseUrl: orNull(draft.baseUrl),
    testRequest: readEndpoints(draft.testRequest)[0] ?? null,
    envVariable: orNull(draft.envVariable),
    portalOrigins: readLines(draft.portalOrigins),
    console: consoleBody(draft.console),
  }
}

/** Only what differs from what is set: what somebody else changes meanwhile stays. */
export function patchOf(before: ApiDraft, draft: ApiDraft): UpdateApiBody {
  const { prefix: _, ...old } = bodyOf(before)
  const { prefix: __, ...now } = bodyOf(draft)
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
  )
  return Object.fromEntries(changed)
}

function consoleBody(draft: ConsoleDraft): NonNullable<CreateApiBody['console']> {
  const { portalName, section, page, form, fieldLabel, submitLabel, display, requires } = draft
  const texts = { portalName, section, page, fieldLabel, submitLabel }
  const given = Object.entries(texts)
    .map(([name, text]) => [name, text.trim()] as const)
    .filter(([, text]) => text !== '')
  return { ...Object.fromEntries(given), form, display, requires: knownPermissions(requires) }
}

/** In the order in which they are offered. */
export const permissions = [
  'manage_keys',
  'view_keys',
  'reveal_keys',
  'view_logs',
  'manage_users',
  'manage_billing',
  'manage_connectors',
  'administer',
] as const

function knownPermissions(requires: readonly string[]) {
  return permissions.filter(permission => requires.includes(permission))
}

function endpointText({ method, path }: { method: string; path: string }): string {
  return method === '*' ? path : `${method} ${path}`
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
