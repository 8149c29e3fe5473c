import type { CreateKeyBody } from '@keyturn/contract/client'
import type { Traffic } from './plan-usage.ts'

/** What happened to a key after it was made; `daysAgo` counts back from the first start. */
type SampleEvent =
  | { daysAgo: number; kind: 'rotated'; overlapDays: number }
  | { daysAgo: number; kind: 'revoked'; reason: string }
  | { daysAgo: number; kind: 'disabled' }

export type SampleKey = Omit<CreateKeyBody, 'apiId' | 'organizationId' | 'expiresAt'> & {
  externalId: string
  /** Prefix of its API. */
  api: string
  /** External id of its organization. */
  owner: string
  createdDaysAgo: number
  expiresInDays?: number
  events?: SampleEvent[]
  /** Absent: the key was never used. */
  traffic?: Traffic
}

const crmSync: Traffic = {
  perDay: 70,
  shape: 'nights',
  paths: ['GET /v1/leads', 'GET /v1/lists', 'GET /v1/leads'],
  callers: [{ ip: '203.0.113.20', userAgent: 'crm-sync/3.2 node' }],
}
const website: Traffic = {
  perDay: 60,
  shape: 'people',
  paths: ['POST /v1/leads'],
  callers: [
    { ip: '203.0.113.41', userAgent: 'www-backend/1.9' },
    { ip: '203.0.113.42', userAgent: 'www-backend/1.9' },
  ],
}
const outreach: Traffic = {
  perDay: 60,
  shape: 'office',
  paths: [
    'GET /v1/leads',
    'POST /v1/research',
    'POST /v1/qualifications',
    'POST /v1/emails',
    'GET /v1/workflows',
  ],
  callers: [
    { ip: '198.51.100.10', userAgent: 'autoreach-worker/2.4 python-httpx/0.28' },
    { ip: '198.51.100.11', userAgent: 'autoreach-worker/2.4 python-httpx/0.28' },
  ],
}
const laptops: Traffic = {
  perDay: 15,
  shape: 'office',
  paths: ['GET /v1/leads', 'POST /v1/leads', 'GET /v1/lists'],
  callers: [
    { ip: '192.0.2.15', userAgent: 'curl/8.14.1' },
    { ip: '192.0.2.16', userAgent: 'PostmanRuntime/7.45.0' },
  ],
}
const company: Traffic = {
  perDay: 45,
  shape: 'office',
  paths: ['GET /v1/companies', 'GET /v1/prospects', 'POST /v1/enrichment'],
  callers: [{ ip: '203.0.113.90', userAgent: 'Java-http-client/21.0.4' }],
}

const northwind = 'sample-northwind'
const contoso = 'sample-contoso'
const coffee = 'sample-fourth-coffee'

/** Keys of the five APIs in every state that a key can be in. */
export const sampleKeys: SampleKey[] = [
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-crm-sync', createdDaysAgo: 75 },
    name: 'CRM sync (production)',
    scopes: ['leads:read', 'lists:read'],
    purpose: 'Copies new leads into the CRM every night',
    usedBy: 'crm-sync',
    traffic: crmSync,
  },
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-lead-form', createdDaysAgo: 120 },
    name: 'Lead form on the website',
    scopes: ['leads:write'],
    purpose: 'Stores what visitors send',
    usedBy: 'www',
    traffic: { ...website, anomaly: { daysAgo: 3, requests: 260 } },
  },
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-sandbox', createdDaysAgo: 60, environment: 'test' },
    name: 'Developer sandbox',
    scopes: ['*'],
    purpose: 'Trying things out',
    usedBy: 'laptops',
    traffic: laptops,
  },
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-agency', createdDaysAgo: 50, expiresInDays: 5 },
    name: 'Agency access, autumn campaign',
    scopes: ['leads:read'],
    purpose: 'Reports for the agency until the campaign ends',
    usedBy: 'agency',
    allowedIps: ['198.51.100.0/24'],
    traffic: { ...laptops, perDay: 8, callers: [{ ip: '198.51.100.70', userAgent: 'agency-reports/0.3' }] },
  },
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-old-importer', createdDaysAgo: 110 },
    name: 'Importer of the old shop',
    scopes: ['leads:write', 'lists:write'],
    purpose: 'Replaced by the lead form',
    usedBy: 'shop',
    events: [{ daysAgo: 12, kind: 'revoked', reason: 'The old shop was switched off' }],
    traffic: { ...website, perDay: 20, callers: [{ ip: '203.0.113.77', userAgent: 'shop-import/0.9' }] },
  },
  {
    ...{ api: 'ee', owner: northwind, externalId: 'sample-warehouse', createdDaysAgo: 25 },
    name: 'Data warehouse export',
    scopes: ['leads:read', 'lists:read'],
    purpose: 'Planned; nobody uses it yet',
    usedBy: 'warehouse',
  },
  {
    ...{ api: 'ee', owner: contoso, externalId: 'sample-newsletter', createdDaysAgo: 80 },
    name: 'Newsletter import',
    scopes: ['lists:*', 'leads:write'],
    purpose: 'Imports the subscribers',
    usedBy: 'newsletter',
    events: [{ daysAgo: 2, kind: 'rotated', overlapDays: 9 }],
    traffic: { ...crmSync, perDay: 45, callers: [{ ip: '198.51.100.33', userAgent: 'newsletter/5.0 ruby' }] },
  },
  {
    ...{ api: 'ee', owner: contoso, externalId: 'sample-event-app', createdDaysAgo: 40 },
    name: 'Event app',
    scopes: ['leads:read'],
    purpose: 'Guest list of the summer event',
    usedBy: 'event-app',
    events: [{ daysAgo: 10, kind: 'disabled' }],
    traffic: { ...laptops, perDay: 12 },
  },
  {
    ...{ api: 'or', owner: northwind, externalId: 'sample-or-crm', createdDaysAgo: 45 },
    name: 'Integration with CRM',
    traffic: { ...crmSync, perDay: 30, paths: ['GET /v1/bookings', 'GET /v1/contacts'] },
  },
  {
    ...{ api: 'or', owner: coffee, externalId: 'sample-or-till', createdDaysAgo: 30 },
    name: 'Tills in the shops',
    traffic: { ...website, perDay: 70, paths: ['POST /v1/bookings'] },
  },
  {
    ...{ api: 'ak', owner: contoso, externalId: 'sample-ak-outreach', createdDaysAgo: 70 },
    name: 'Outreach worker (production)',
    scopes: [
      ...['leads:read', 'leads:create', 'workflows:read', 'workflows:trigger', 'research:read'],
      ...['research:trigger', 'qualification:trigger', 'emails:send'],
    ],
    purpose: 'Researches new leads, qualifies them and writes to the good ones',
    usedBy: 'autoreach-worker',
    rateLimits: [{ name: 'default', limit: 600, windowSeconds: 60 }],
    credits: { remaining: 3_120, refill: { amount: 10_000, every: 'month' } },
    traffic: outreach,
  },
  {
    ...{ api: 'ak', owner: contoso, externalId: 'sample-ak-admin', createdDaysAgo: 44 },
    name: 'Mail server set-up (elevated)',
    scopes: ['smtp:manage', 'exports:create'],
    purpose: 'Changes the SMTP configuration and makes the monthly export',
    usedBy: 'it-operations',
    allowedIps: ['198.51.100.0/24'],
    traffic: { ...laptops, perDay: 2, paths: ['GET /v1/smtp', 'POST /v1/exports'] },
  },
  {
    ...{
      api: 'ak',
      owner: contoso,
      externalId: 'sample-ak-sandbox',
      createdDaysAgo: 33,
      environment: 'test',
    },
    name: 'Sandbox of the outreach team',
    scopes: ['*'],
    purpose: 'Trying out workflows',
    usedBy: 'laptops',
    traffic: { ...laptops, perDay: 20, paths: ['POST /v1/emails', 'POST /v1/research', 'GET /v1/leads'] },
  },
  {
    ...{
      api: 'ak',
      owner: northwind,
      externalId: 'sample-ak-dashboard',
      createdDaysAgo: 20,
      expiresInDays: -3,
    },
    name: 'Pilot dashboard',
    scopes: ['analytics:read', 'usage:read'],
    purpose: 'Figures for the pilot, which has ended',
    usedBy: 'pilot',
    traffic: { ...laptops, perDay: 10, paths: ['GET /v1/analytics', 'GET /v1/usage'] },
  },
  {
    ...{ api: 'ex', owner: northwind, externalId: 'sample-ex-northwind', createdDaysAgo: 100 },
    name: 'Northwind',
    scopes: ['*'],
    purpose: 'The one key of the company',
    traffic: company,
  },
  {
    ...{ api: 'ex', owner: contoso, externalId: 'sample-ex-contoso', createdDaysAgo: 28 },
    name: 'Contoso',
    scopes: ['companies:read', 'prospects:read'],
    purpose: 'The one key of the company',
    traffic: { ...company, perDay: 40 },
  },
  {
    ...{ api: 'ap', owner: contoso, externalId: 'sample-ap-contoso', createdDaysAgo: 65 },
    name: 'Contoso',
    purpose: 'The key in the account settings',
    traffic: { ...website, perDay: 50, paths: ['POST /v1/leads', 'GET /v1/events'] },
  },
]
