import type { OrganizationView } from '@keyturn/contract/client'
import { formatExactTime, formatTime } from '../../output/format-time.ts'
import type { Fact } from '../../output/print-facts.ts'
import type { Listing } from '../../output/print-list.ts'
import { creditsText, limitsText } from '../keys/key-view.ts'

const stateOf = ({ suspended }: OrganizationView) => (suspended ? 'suspended' : 'active')

export const organizationListing: Listing<OrganizationView> = {
  empty: 'No organizations. keyturn organizations create makes one.',
  columns: now => [
    { title: 'NAME', cell: organization => organization.name, cut: true },
    { title: 'EXTERNAL ID', cell: organization => organization.externalId ?? '', cut: true, spare: true },
    {
      title: 'STATE',
      cell: stateOf,
      colour: ({ suspended }, colours) => (suspended ? colours.red : colours.green),
    },
    { title: 'CREATED', cell: organization => formatTime(organization.createdAt, now), spare: true },
    { title: 'ID', cell: organization => organization.id },
  ],
}

export function organizationFacts(organization: OrganizationView, now: number): Fact[] {
  const { businessHours, keyPolicy, scopeCeiling } = organization
  return [
    { label: 'Name', text: organization.name },
    { label: 'Id', text: organization.id },
    { label: 'External id', text: organization.externalId ?? '' },
    { label: 'State', text: stateOf(organization) },
    { label: 'Ceiling', text: scopeCeiling?.join(', ') ?? 'none' },
    { label: 'Limits', text: limitsText(organization.rateLimits) },
    { label: 'Credits', text: creditsText(organization.credits) },
    { label: 'Key policy', text: Object.keys(keyPolicy).length > 0 ? JSON.stringify(keyPolicy) : '' },
    { label: 'Timezone', text: organization.timezone },
    {
      label: 'Hours',
      text: businessHours ? `${businessHours.days.join(' ')} ${businessHours.from}–${businessHours.to}` : '',
    },
    { label: 'Created', text: formatExactTime(organization.createdAt, now) },
    { label: 'Changed', text: formatExactTime(organization.updatedAt, now) },
    { label: 'Unreadable', text: organization.unreadable?.join(', ') ?? '' },
  ]
}
