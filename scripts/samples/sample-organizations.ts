import type { CreateOrganizationBody } from '@keyturn/contract/client'
import type { MemberPermission } from '@keyturn/core'

/** Somebody of a customer; who has left is shown nowhere but where they did something. */
type SampleMember = { name: string; email: string; permissions: MemberPermission[] }

/** What happened in an organization; `daysAgo` counts back from the first start. */
export type OrganizationEvent = { daysAgo: number } & (
  | { kind: 'changed'; patch: Partial<CreateOrganizationBody> }
  | { kind: 'granted' | 'invited'; email: string; permissions: MemberPermission[] }
  | { kind: 'left'; email: string }
)

export type SampleOrganization = CreateOrganizationBody & {
  externalId: string
  /** Where its people work. */
  office: string
  members: SampleMember[]
  events?: OrganizationEvent[]
}

/** Owns the installation: the vendor's own staff, who see every customer. */
export const sampleOwner = 'owner@keyturn.example'

/** As whom the sample data can be looked at besides: what each of them sees is a journey of its own. */
export const samplePeople: readonly { email: string; title: string }[] = [
  { email: 'ada@northwind.example', title: 'Ada, administrator of Northwind' },
  { email: 'mira@northwind.example', title: 'Mira, who views keys of Northwind' },
  { email: 'priya@contoso.example', title: "Priya, who copies Contoso's one key" },
  { email: 'luis@contoso.example', title: 'Luis, who pays the bills of Contoso' },
]

const workdays = { from: '08:00', to: '18:00' }
const days: NonNullable<CreateOrganizationBody['businessHours']>['days'] = ['mon', 'tue', 'wed', 'thu', 'fri']

/** The customers of the vendor. The first two have data of their own in the sample API. */
export const sampleOrganizations: SampleOrganization[] = [
  {
    name: 'Northwind',
    externalId: 'sample-northwind',
    office: '203.0.113.5',
    timezone: 'Europe/Berlin',
    businessHours: { ...workdays, days },
    members: [
      { name: 'Ada Brandt', email: 'ada@northwind.example', permissions: ['administer'] },
      { name: 'Jonas Weber', email: 'jonas@northwind.example', permissions: ['manage_keys', 'view_keys'] },
      { name: 'Tomas Riedel', email: 'tomas@northwind.example', permissions: ['manage_keys', 'view_keys'] },
      { name: 'Mira Sander', email: 'mira@northwind.example', permissions: ['view_keys'] },
      { name: 'Sam Okafor', email: 'sam@consulting.example', permissions: ['view_keys', 'view_logs'] },
    ],
    events: [
      {
        ...{ daysAgo: 47, kind: 'granted', email: 'jonas@northwind.example' },
        permissions: ['manage_keys', 'view_keys', 'view_logs'],
      },
      { daysAgo: 20, kind: 'left', email: 'tomas@northwind.example' },
      { daysAgo: 2, kind: 'invited', email: 'leni@northwind.example', permissions: ['view_keys'] },
    ],
  },
  {
    name: 'Contoso',
    externalId: 'sample-contoso',
    office: '198.51.100.4',
    timezone: 'America/New_York',
    businessHours: { ...workdays, days },
    members: [
      { name: 'Grace Kim', email: 'grace@contoso.example', permissions: ['administer'] },
      {
        ...{ name: 'Noah Clark', email: 'noah@contoso.example' },
        permissions: ['manage_keys', 'view_keys', 'view_logs'],
      },
      { name: 'Luis Ortega', email: 'luis@contoso.example', permissions: ['manage_billing'] },
      { name: 'Priya Nair', email: 'priya@contoso.example', permissions: ['view_keys', 'reveal_keys'] },
    ],
  },
  {
    name: 'Fourth Coffee',
    externalId: 'sample-fourth-coffee',
    office: '192.0.2.80',
    timezone: 'Asia/Singapore',
    keyPolicy: { rotation: { production: 60 } },
    members: [
      { name: 'Mei Lim', email: 'mei@fourth-coffee.example', permissions: ['administer'] },
      { name: 'Wei Tan', email: 'wei@fourth-coffee.example', permissions: ['manage_users', 'view_keys'] },
    ],
  },
  {
    name: 'Adventure Works',
    externalId: 'sample-adventure-works',
    office: '192.0.2.120',
    timezone: 'America/Denver',
    members: [
      { name: 'Olivia Reyes', email: 'olivia@adventure-works.example', permissions: ['administer'] },
      {
        ...{ name: 'Sam Okafor', email: 'sam@consulting.example' },
        permissions: ['manage_keys', 'view_keys', 'manage_connectors'],
      },
    ],
  },
  {
    name: 'Litware',
    externalId: 'sample-litware',
    office: '203.0.113.150',
    timezone: 'Europe/London',
    members: [
      { name: 'Harriet Cole', email: 'harriet@litware.example', permissions: ['administer'] },
      { name: 'Imran Shah', email: 'imran@litware.example', permissions: ['manage_keys', 'view_keys'] },
    ],
    // The package without writing: keys that were made before can do no more than it from then on.
    events: [{ daysAgo: 9, kind: 'changed', patch: { scopeCeiling: ['*:read'] } }],
  },
  {
    name: 'Wingtip Toys',
    externalId: 'sample-wingtip-toys',
    office: '198.51.100.190',
    timezone: 'America/Chicago',
    members: [{ name: 'Ben Archer', email: 'ben@wingtip-toys.example', permissions: ['administer'] }],
    events: [{ daysAgo: 6, kind: 'changed', patch: { suspended: true } }],
  },
]
