import type { KeyView } from '@keyturn/contract/client'
import type { Column } from '../../output/format-table.ts'
import { formatExactTime, formatTime } from '../../output/format-time.ts'
import type { Fact } from '../../output/print-facts.ts'
import type { Listing } from '../../output/print-list.ts'
import type { Colours } from '../../output/terminal.ts'

export const keyListing: Listing<KeyView> = {
  empty: 'No keys. keyturn keys create makes one.',
  columns: now => [
    { title: 'NAME', cell: key => key.name, cut: true },
    { title: 'KEY', cell: startText },
    { title: 'ENV', cell: key => key.environment, spare: true },
    { title: 'SCOPES', cell: key => someScopes(key.scopes), cut: true, spare: true },
    { title: 'LAST USED', cell: key => formatTime(key.lastUsedAt, now), spare: true },
    { title: 'STATUS', cell: key => statusText(key, now), colour: statusColour },
    { title: 'ID', cell: key => key.id },
  ],
}

/** Everything about one key that is not empty. */
export function keyFacts(key: KeyView, now: number): Fact[] {
  const at = (instant: string | null) => (instant === null ? '' : formatExactTime(instant, now))
  return [
    { label: 'Name', text: key.name },
    { label: 'Id', text: key.id },
    { label: 'Key', text: startText(key) },
    { label: 'Status', text: statusText(key, now) },
    { label: 'API', text: key.apiId },
    { label: 'Organization', text: key.organizationId },
    { label: 'Environment', text: key.environment },
    { label: 'Type', text: key.type },
    { label: 'Scopes', text: key.scopes.join(', ') || 'none' },
    { label: 'Manages', text: key.reach ? reachText(key.reach) : '' },
    { label: 'Purpose', text: key.purpose ?? '' },
    { label: 'Used by', text: key.usedBy ?? '' },
    { label: 'Networks', text: key.allowedIps?.join(', ') ?? 'any' },
    { label: 'Endpoints', text: endpointsText(key) },
    { label: 'Limits', text: limitsText(key.rateLimits) },
    { label: 'Credits', text: creditsText(key.credits) },
    { label: 'Metadata', text: Object.keys(key.metadata).length > 0 ? JSON.stringify(key.metadata) : '' },
    { label: 'External id', text: key.externalId ?? '' },
    { label: 'Created', text: `${at(key.createdAt)} by ${key.createdBy.name ?? key.createdBy.type}` },
    { label: 'Last used', text: formatExactTime(key.lastUsedAt, now) },
    { label: 'Rotate by', text: at(key.rotateBy) },
    { label: 'Expires', text: formatExactTime(key.expiresAt, now) },
    {
      label: 'Old secret',
      text: key.retiring ? `${key.retiring.start}… until ${at(key.retiring.endsAt)}` : '',
    },
    { label: 'Revoked', text: at(key.revokedAt) },
    { label: 'Reason', text: key.revokeReason ?? '' },
  ]
}

/** How people recognise its token; of an imported key nothing but a digest is known. */
export function startText({ start }: Pick<KeyView, 'start'>): string {
  return start === '' ? 'imported' : `${start}…`
}

/** `all organizations, api_…`: where a management key may use its scopes. */
export function reachText({ organizationId, apiId }: NonNullable<KeyView['reach']>): string {
  return `${organizationId ?? 'all organizations'}, ${apiId ?? 'all APIs'}`
}

/** `default: 100 in 60 s`, or nothing. */
export function limitsText(limits: KeyView['rateLimits']): string {
  return limits.map(({ name, limit, windowSeconds }) => `${name}: ${limit} in ${windowSeconds} s`).join(', ')
}

/** `41 left, 100 again each month`, or nothing. */
export function creditsText(credits: KeyView['credits']): string {
  if (credits === null) return ''
  const { remaining, refill } = credits
  return refill ? `${remaining} left, ${refill.amount} again each ${refill.every}` : `${remaining} left`
}

function endpointsText({ allowedEndpoints }: KeyView): string {
  return allowedEndpoints?.map(({ method, path }) => `${method} ${path}`).join(', ') ?? 'any'
}

function someScopes(scopes: readonly string[]): string {
  const shown = scopes.slice(0, 2).join(', ')
  return scopes.length > 2 ? `${shown} +${scopes.length - 2}` : shown || 'none'
}

const soon = 14 * 86_400_000

function statusText({ status, expiresAt }: KeyView, now: number): string {
  const isLive = status === 'active' || status === 'rotating'
  if (!isLive || expiresAt === null || Date.parse(expiresAt) - now > soon) return status
  return `${status}, expires ${formatTime(expiresAt, now)}`
}

const statusColour: Column<KeyView>['colour'] = ({ status }, colours: Colours) => {
  if (status === 'active') return colours.green
  return status === 'rotating' || status === 'disabled' ? colours.yellow : colours.red
}
