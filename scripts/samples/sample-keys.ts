import type { CreateKeyBody, UpdateKeyBody } from '@keyturn/contract/client'
import type { Traffic } from './plan-usage.ts'
import { sampleOwner } from './sample-organizations.ts'
import { bookings, company, crmSync, laptops, outreach, website } from './sample-traffic.ts'

/** What happened to a key after it was made; `daysAgo` counts back from the first start. */
export type KeyEvent = { daysAgo: number; by?: string } & (
  | { kind: 'rotated'; overlapDays: number }
  | { kind: 'revoked'; reason: string }
  | { kind: 'changed'; patch: UpdateKeyBody }
  | { kind: 'disabled' | 'deleted' | 'revealed' }
)

export type SampleKey = Omit<CreateKeyBody, 'apiId' | 'organizationId' | 'expiresAt'> & {
  externalId: string
  /** Prefix of its API. */
  api: string
  /** External id of its organization. */
  owner: string
  createdDaysAgo: number
  /** Who made it; absent: whoever manages the keys of its organization. Limits and credits are the vendor's to give. */
  by?: string
  expiresInDays?: number
  events?: KeyEvent[]
  /** Absent: the key was never used. */
  traffic?: Traffic
}

const northwind = { owner: 'sample-northwind' }
const contoso = { owner: 'sample-contoso' }
const coffee = { owner: 'sample-fourth-coffee' }
const adventure = { owner: 'sample-adventure-works' }
const litware = { owner: 'sample-litware' }
const wingtip = { owner: 'sample-wingtip-toys' }

/** Enrich Engine: many keys with scopes, in every state that a key can be in. */
const enrichEngineKeys: SampleKey[] = [
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-crm-sync', createdDaysAgo: 75, by: sampleOwner },
    name: 'CRM sync (production)',
    scopes: ['leads:read', 'lists:read'],
    purpose: 'Copies new leads into the CRM every night',
    usedBy: 'crm-sync',
    rateLimits: [{ name: 'default', limit: 300, windowSeconds: 60 }],
    traffic: crmSync,
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-lead-form', createdDaysAgo: 120 },
    name: 'Lead form on the website',
    scopes: ['leads:write'],
    purpose: 'Stores what visitors send',
    usedBy: 'www',
    traffic: { ...website, anomaly: { daysAgo: 3, requests: 260 } },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-sandbox', createdDaysAgo: 60, environment: 'test' },
    name: 'Developer sandbox',
    scopes: ['*'],
    purpose: 'Trying things out',
    usedBy: 'laptops',
    traffic: laptops,
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-agency', createdDaysAgo: 50, expiresInDays: 5 },
    name: 'Agency access, autumn campaign',
    scopes: ['leads:read'],
    purpose: 'Reports for the agency until the campaign ends',
    usedBy: 'agency',
    allowedIps: ['198.51.100.0/24'],
    traffic: {
      ...laptops,
      perDay: 8,
      callers: [{ ip: '198.51.100.70', userAgent: 'agency-reports/0.3' }],
      refused: [{ code: 'ip_not_allowed', share: 0.04, ip: '192.0.2.66' }],
    },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-old-importer', createdDaysAgo: 110 },
    ...{ by: 'tomas@northwind.example' },
    name: 'Importer of the old shop',
    scopes: ['leads:write', 'lists:write'],
    purpose: 'Replaced by the lead form',
    usedBy: 'shop',
    events: [{ daysAgo: 12, kind: 'revoked', reason: 'The old shop was switched off' }],
    traffic: { ...website, perDay: 20, callers: [{ ip: '203.0.113.77', userAgent: 'shop-import/0.9' }] },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-warehouse', createdDaysAgo: 38 },
    name: 'Data warehouse export',
    scopes: ['leads:read', 'lists:read'],
    purpose: 'Planned; nobody uses it yet',
    usedBy: 'warehouse',
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-partner-portal', createdDaysAgo: 86 },
    ...{ by: 'tomas@northwind.example' },
    name: 'Partner portal',
    scopes: ['lists:read'],
    purpose: 'Shows partners how long their lists are',
    usedBy: 'partners.northwind.example',
    events: [{ daysAgo: 1, kind: 'rotated', overlapDays: 7 }],
    traffic: { ...website, perDay: 25, paths: ['GET /v1/lists'] },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-trade-fair', createdDaysAgo: 24, expiresInDays: -3 },
    name: 'Badge scanner at the trade fair',
    scopes: ['leads:write'],
    purpose: 'Stores who came to the stand',
    usedBy: 'scanner',
    traffic: { ...bookings, perDay: 14, paths: ['POST /v1/leads'] },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-quarterly', createdDaysAgo: 88 },
    name: 'Quarterly report',
    scopes: ['lists:read', 'leads:read'],
    purpose: 'Counts the leads of a quarter',
    usedBy: 'finance',
    traffic: { ...crmSync, perDay: 6, untilDaysAgo: 31 },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-event-app', createdDaysAgo: 40 },
    name: 'Event app',
    scopes: ['leads:read'],
    purpose: 'Guest list of the summer event',
    usedBy: 'event-app',
    events: [{ daysAgo: 10, kind: 'disabled' }],
    traffic: { ...laptops, perDay: 12 },
  },
  {
    ...{ api: 'ee', ...northwind, externalId: 'sample-interview', createdDaysAgo: 18, environment: 'test' },
    name: 'Coding exercise',
    scopes: ['lists:read'],
    purpose: 'For applicants, one afternoon',
    usedBy: 'laptops',
    events: [{ daysAgo: 16, kind: 'deleted' }],
    traffic: { ...laptops, perDay: 30 },
  },
  {
    ...{ api: 'ee', ...contoso, externalId: 'sample-newsletter', createdDaysAgo: 80 },
    name: 'Newsletter import',
    scopes: ['lists:*', 'leads:write'],
    purpose: 'Imports the subscribers',
    usedBy: 'newsletter',
    events: [{ daysAgo: 2, kind: 'rotated', overlapDays: 9 }],
    traffic: { ...crmSync, perDay: 45, callers: [{ ip: '198.51.100.33', userAgent: 'newsletter/5.0 ruby' }] },
  },
  {
    ...{ api: 'ee', ...contoso, externalId: 'sample-contoso-leads', createdDaysAgo: 52 },
    name: 'Lead scoring',
    scopes: ['leads:read', 'leads:write'],
    purpose: 'Writes a score to each new lead',
    usedBy: 'scoring',
    events: [{ daysAgo: 15, kind: 'changed', patch: { scopes: ['leads:read'] } }],
    traffic: { ...outreach, perDay: 20, paths: ['GET /v1/leads'] },
  },
  {
    ...{ api: 'ee', ...adventure, externalId: 'sample-adventure-import', createdDaysAgo: 33 },
    ...{ by: 'sam@consulting.example' },
    name: 'Import of guests',
    scopes: ['leads:write', 'lists:write'],
    purpose: 'Takes over who has booked a tour',
    usedBy: 'tours',
    traffic: { ...bookings, perDay: 25, paths: ['POST /v1/leads', 'POST /v1/lists'] },
  },
  {
    ...{ api: 'ee', ...litware, externalId: 'sample-litware-sync', createdDaysAgo: 64 },
    name: 'Sync with the helpdesk',
    scopes: ['leads:*'],
    purpose: 'Keeps contacts of the helpdesk and leads the same',
    usedBy: 'helpdesk',
    traffic: { ...website, perDay: 20, paths: ['GET /v1/leads', 'POST /v1/leads'] },
  },
  {
    ...{ api: 'ee', ...wingtip, externalId: 'sample-wingtip-shop', createdDaysAgo: 70 },
    name: 'Shop newsletter',
    scopes: ['lists:read', 'leads:read'],
    purpose: 'Sends the newsletter of the shop',
    usedBy: 'shop',
    traffic: {
      ...crmSync,
      perDay: 25,
      callers: [{ ip: '198.51.100.191', userAgent: 'shop-mailer/1.2 php' }],
    },
  },
]

/** Orufy: a name and nothing else. */
const orufyKeys: SampleKey[] = [
  {
    ...{ api: 'or', ...northwind, externalId: 'sample-or-crm', createdDaysAgo: 45 },
    name: 'Integration with CRM',
    traffic: { ...bookings, callers: crmSync.callers },
  },
  {
    ...{ api: 'or', ...northwind, externalId: 'sample-or-intranet', createdDaysAgo: 37 },
    name: 'Room list on the intranet',
  },
  {
    ...{ api: 'or', ...coffee, externalId: 'sample-or-till', createdDaysAgo: 30 },
    name: 'Tills in the shops',
    traffic: { ...bookings, perDay: 70 },
  },
  {
    ...{ api: 'or', ...coffee, externalId: 'sample-or-app', createdDaysAgo: 21 },
    name: 'Mobile app',
    events: [{ daysAgo: 8, kind: 'revoked', reason: 'The key was in the app itself' }],
    traffic: { ...bookings, perDay: 40 },
  },
  {
    ...{ api: 'or', ...adventure, externalId: 'sample-or-tours', createdDaysAgo: 28 },
    name: 'Tour calendar',
    traffic: { ...bookings, perDay: 20 },
  },
]

/** AutoReach: purposes, limits, credits and scopes that count as elevated. */
const autoReachKeys: SampleKey[] = [
  {
    ...{ api: 'ak', ...contoso, externalId: 'sample-ak-outreach', createdDaysAgo: 70, by: sampleOwner },
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
    ...{ api: 'ak', ...contoso, externalId: 'sample-ak-admin', createdDaysAgo: 44 },
    name: 'Mail server set-up (elevated)',
    scopes: ['smtp:manage', 'exports:create'],
    purpose: 'Changes the SMTP configuration and makes the monthly export',
    usedBy: 'it-operations',
    allowedIps: ['198.51.100.0/24'],
    traffic: {
      ...laptops,
      perDay: 2,
      paths: ['GET /v1/smtp', 'POST /v1/exports'],
      callers: [{ ip: '198.51.100.4', userAgent: 'curl/8.14.1' }],
    },
  },
  {
    ...{ api: 'ak', ...contoso, externalId: 'sample-ak-sandbox', createdDaysAgo: 33, environment: 'test' },
    name: 'Sandbox of the outreach team',
    scopes: ['*'],
    purpose: 'Trying out workflows',
    usedBy: 'laptops',
    traffic: { ...laptops, perDay: 20, paths: ['POST /v1/emails', 'POST /v1/research', 'GET /v1/leads'] },
  },
  {
    ...{ api: 'ak', ...northwind, externalId: 'sample-ak-dashboard', createdDaysAgo: 20, expiresInDays: -3 },
    name: 'Pilot dashboard',
    scopes: ['analytics:read', 'usage:read'],
    purpose: 'Figures for the pilot, which has ended',
    usedBy: 'pilot',
    traffic: { ...laptops, perDay: 10, paths: ['GET /v1/analytics', 'GET /v1/usage'] },
  },
  {
    ...{ api: 'ak', ...northwind, externalId: 'sample-ak-research', createdDaysAgo: 58, by: sampleOwner },
    name: 'Research on trial',
    scopes: ['research:read', 'research:trigger'],
    purpose: 'Tries out how good the research is',
    usedBy: 'sales',
    credits: { remaining: 0 },
    traffic: {
      ...laptops,
      perDay: 9,
      paths: ['POST /v1/research', 'GET /v1/research'],
      refused: [{ code: 'credits_exhausted', share: 0.3 }],
    },
  },
  {
    ...{ api: 'ak', ...litware, externalId: 'sample-ak-litware', createdDaysAgo: 49 },
    name: 'Weekly figures',
    scopes: ['analytics:read'],
    purpose: 'Fills the report of Monday morning',
    usedBy: 'reports',
    allowedEndpoints: [{ method: 'GET', path: '/v1/analytics/**' }],
    traffic: { ...crmSync, perDay: 10, paths: ['GET /v1/analytics'] },
  },
]

/** Explorium and ActiveProspect: one key for each company, which its people can look at again. */
const soleKeys: SampleKey[] = [
  {
    ...{ api: 'ex', ...northwind, externalId: 'sample-ex-northwind', createdDaysAgo: 100, by: sampleOwner },
    name: 'Northwind',
    scopes: ['*'],
    purpose: 'The one key of the company',
    events: [{ daysAgo: 13, kind: 'revealed', by: 'ada@northwind.example' }],
    traffic: company,
  },
  {
    ...{ api: 'ex', ...contoso, externalId: 'sample-ex-contoso', createdDaysAgo: 98, by: sampleOwner },
    name: 'Contoso',
    scopes: ['companies:read', 'prospects:read'],
    purpose: 'The one key of the company',
    events: [
      { daysAgo: 26, kind: 'rotated', overlapDays: 0, by: 'grace@contoso.example' },
      { daysAgo: 25, kind: 'revealed', by: 'priya@contoso.example' },
      { daysAgo: 4, kind: 'revealed', by: 'priya@contoso.example' },
    ],
    traffic: { ...company, perDay: 40, callers: [{ ip: '198.51.100.20', userAgent: 'explorium-node/2.1' }] },
  },
  {
    ...{ api: 'ex', ...adventure, externalId: 'sample-ex-adventure', createdDaysAgo: 34, by: sampleOwner },
    name: 'Adventure Works',
    scopes: ['companies:read'],
    purpose: 'The one key of the company',
  },
  {
    ...{ api: 'ap', ...contoso, externalId: 'sample-ap-contoso', createdDaysAgo: 65 },
    name: 'Contoso',
    purpose: 'The key in the account settings',
    events: [{ daysAgo: 11, kind: 'rotated', overlapDays: 1, by: 'grace@contoso.example' }],
    traffic: { ...website, perDay: 50, paths: ['POST /v1/leads', 'GET /v1/events'], refused: [] },
  },
  {
    ...{ api: 'ap', ...northwind, externalId: 'sample-ap-northwind', createdDaysAgo: 92 },
    name: 'Northwind',
    purpose: 'The key in the account settings',
    traffic: { ...website, perDay: 15, paths: ['POST /v1/leads', 'GET /v1/events'], refused: [] },
  },
  {
    ...{ api: 'ap', ...coffee, externalId: 'sample-ap-coffee', createdDaysAgo: 36 },
    name: 'Fourth Coffee',
    purpose: 'The key in the account settings',
  },
]

export const sampleKeys: SampleKey[] = [...enrichEngineKeys, ...orufyKeys, ...autoReachKeys, ...soleKeys]
