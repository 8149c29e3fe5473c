import type { CreateOrganizationBody } from '@keyturn/contract/client'
import type { MemberPermission } from '@keyturn/core'

type SampleMember = { name: string; email: string; permissions: MemberPermission[] }

export type SampleOrganization = CreateOrganizationBody & { externalId: string; members: SampleMember[] }

const workdays = { days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, from: '08:00', to: '18:00' }

/** The customers of the vendor. The first two have data of their own in the sample API. */
export const sampleOrganizations: SampleOrganization[] = [
  {
    name: 'Northwind',
    externalId: 'sample-northwind',
    timezone: 'Europe/Berlin',
    businessHours: { ...workdays, days: [...workdays.days] },
    members: [
      { name: 'Ada Brandt', email: 'ada@northwind.example', permissions: ['administer'] },
      {
        name: 'Jonas Weber',
        email: 'jonas@northwind.example',
        permissions: ['manage_keys', 'view_keys', 'view_logs'],
      },
      { name: 'Mira Sander', email: 'mira@northwind.example', permissions: ['view_keys'] },
    ],
  },
  {
    name: 'Contoso',
    externalId: 'sample-contoso',
    timezone: 'America/New_York',
    businessHours: { ...workdays, days: [...workdays.days] },
    members: [
      { name: 'Grace Kim', email: 'grace@contoso.example', permissions: ['administer'] },
      { name: 'Luis Ortega', email: 'luis@contoso.example', permissions: ['manage_billing'] },
      { name: 'Priya Nair', email: 'priya@contoso.example', permissions: ['view_keys', 'reveal_keys'] },
    ],
  },
  {
    name: 'Fourth Coffee',
    externalId: 'sample-fourth-coffee',
    timezone: 'Asia/Singapore',
    keyPolicy: { rotation: { production: 60 }, requireExpiry: false },
    members: [
      { name: 'Wei Tan', email: 'wei@fourth-coffee.example', permissions: ['manage_users', 'view_keys'] },
    ],
  },
]
