import type { ApiView } from '@keyturn/contract/client'
import { formatExactTime, formatTime } from '../../output/format-time.ts'
import type { Fact } from '../../output/print-facts.ts'
import type { Listing } from '../../output/print-list.ts'

export const apiListing: Listing<ApiView> = {
  empty: 'No APIs. keyturn apis create makes one.',
  columns: now => [
    { title: 'NAME', cell: api => api.name, cut: true },
    { title: 'PREFIX', cell: api => api.prefix },
    { title: 'ENVIRONMENTS', cell: api => api.environments.join(', '), cut: true, spare: true },
    { title: 'SCOPES', cell: api => String(api.scopes.length), right: true, spare: true },
    { title: 'CREATED', cell: api => formatTime(api.createdAt, now), spare: true },
    { title: 'ID', cell: api => api.id },
  ],
}

export function apiFacts(api: ApiView, now: number): Fact[] {
  const scopes = api.scopes.map(({ name, sensitive }) => (sensitive ? `${name} (sensitive)` : name))
  const { production, development, elevated } = api.rotation
  return [
    { label: 'Name', text: api.name },
    { label: 'Id', text: api.id },
    { label: 'Prefix', text: api.prefix },
    { label: 'Environments', text: api.environments.join(', ') },
    { label: 'Scopes', text: scopes.join(', ') || 'none' },
    { label: 'Keys', text: api.keyPolicy === 'many' ? 'any number' : 'one per organization' },
    { label: 'Token', text: api.reveal === 'once' ? 'shown once' : 'can be shown again' },
    {
      label: 'Rotation',
      text: `production ${production} days, development ${development} days, elevated ${elevated} days`,
    },
    { label: 'Longest life', text: api.maxLifetimeDays === null ? '' : `${api.maxLifetimeDays} days` },
    { label: 'Header', text: api.credentialHeader },
    { label: 'Address', text: api.baseUrl ?? '' },
    { label: 'Framed by', text: api.portalOrigins.join(', ') },
    { label: 'Created', text: formatExactTime(api.createdAt, now) },
    { label: 'Changed', text: formatExactTime(api.updatedAt, now) },
    { label: 'Unreadable', text: api.unreadable?.join(', ') ?? '' },
  ]
}
