import type { Traffic } from './plan-usage.ts'

/** What the systems behind the sample keys do all month. */

const overstepping = { code: 'insufficient_scope', share: 0.01 } as const

export const crmSync: Traffic = {
  perDay: 70,
  shape: 'nights',
  paths: ['GET /v1/leads', 'GET /v1/lists', 'GET /v1/leads'],
  callers: [{ ip: '203.0.113.20', userAgent: 'crm-sync/3.2 node' }],
  refused: [overstepping],
}

export const website: Traffic = {
  perDay: 60,
  shape: 'people',
  paths: ['POST /v1/leads'],
  callers: [
    { ip: '203.0.113.41', userAgent: 'www-backend/1.9' },
    { ip: '203.0.113.42', userAgent: 'www-backend/1.9' },
  ],
  refused: [overstepping],
}

export const outreach: Traffic = {
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
  refused: [overstepping, { code: 'rate_limited', share: 0.02 }],
}

export const laptops: Traffic = {
  perDay: 15,
  shape: 'office',
  paths: ['GET /v1/leads', 'POST /v1/leads', 'GET /v1/lists'],
  callers: [
    { ip: '192.0.2.15', userAgent: 'curl/8.14.1' },
    { ip: '192.0.2.16', userAgent: 'PostmanRuntime/7.45.0' },
  ],
  refused: [overstepping],
}

export const company: Traffic = {
  perDay: 45,
  shape: 'office',
  paths: ['GET /v1/companies', 'GET /v1/prospects', 'POST /v1/enrichment'],
  callers: [{ ip: '203.0.113.90', userAgent: 'Java-http-client/21.0.4' }],
  refused: [overstepping],
}

export const bookings: Traffic = {
  perDay: 30,
  shape: 'people',
  paths: ['POST /v1/bookings', 'GET /v1/bookings', 'GET /v1/contacts'],
  callers: [{ ip: '192.0.2.81', userAgent: 'till/7.1 okhttp/5.0' }],
}
