import type { CreateApiBody } from '@keyturn/contract/client'

/** The permissions of which a member needs one to see the page. */
const keyPeople = ['manage_keys', 'view_keys'] satisfies NonNullable<CreateApiBody['console']>['requires']

const read = (resource: string, description: string) => ({ name: `${resource}:read`, description })

/** The APIs that a fresh `npm start` shows: five ways in which vendors hand out keys. */
export const sampleApis: CreateApiBody[] = [
  {
    name: 'Explorium',
    prefix: 'ex',
    scopes: [
      read('companies', 'Look up companies'),
      read('prospects', 'Look up people and how to reach them'),
      { name: 'enrichment:run', description: 'Enrich own records; costs credits' },
    ],
    keyPolicy: 'one_per_organization',
    reveal: 'anytime',
    credentialHeader: 'X-API-Key',
    baseUrl: 'http://localhost:8788',
    testRequest: { method: 'GET', path: '/v1/me' },
    envVariable: 'EXPLORIUM_API_KEY',
    console: {
      portalName: 'Admin Portal',
      section: 'Access & Authentication',
      page: 'Getting Your API Key',
      display: 'masked',
      requires: ['view_keys', 'reveal_keys'],
    },
  },
  {
    name: 'Enrich Engine',
    prefix: 'ee',
    scopes: [
      read('lists', 'View lists, list metadata, list counts'),
      { name: 'lists:write', description: 'Create, update, delete lists' },
      read('leads', 'View lead details including contact information'),
      { name: 'leads:write', description: 'Create, update, delete leads' },
    ],
    credentialHeader: 'X-API-Key',
    baseUrl: 'http://localhost:8788',
    testRequest: { method: 'GET', path: '/v1/lists' },
    envVariable: 'ENRICH_ENGINE_API_KEY',
    console: {
      section: 'Settings',
      page: 'API Keys',
      form: 'full',
      submitLabel: 'Create',
      requires: keyPeople,
    },
  },
  {
    name: 'Orufy',
    prefix: 'or',
    credentialHeader: 'X-API-Key',
    baseUrl: 'http://localhost:8788',
    testRequest: { method: 'GET', path: '/v1/me' },
    envVariable: 'ORUFY_API_KEY',
    console: {
      section: 'Settings',
      page: 'API Keys',
      form: 'name',
      fieldLabel: 'Key Name',
      submitLabel: 'Generate',
      requires: keyPeople,
    },
  },
  {
    name: 'AutoReach',
    prefix: 'ak',
    scopes: [
      read('leads', 'View leads'),
      { name: 'leads:create', description: 'Create leads' },
      read('workflows', 'View workflows'),
      { name: 'workflows:write', description: 'Change workflows' },
      { name: 'workflows:trigger', description: 'Start workflows' },
      read('research', 'View research'),
      { name: 'research:trigger', description: 'Start research; costs credits' },
      { name: 'qualification:trigger', description: 'Qualify leads; costs credits' },
      { name: 'emails:send', description: 'Send outreach e-mails; costs credits' },
      read('analytics', 'View analytics'),
      read('usage', 'View usage'),
      { name: 'smtp:manage', description: 'Change the SMTP configuration', sensitive: true },
      { name: 'exports:create', description: 'Export everything', sensitive: true },
    ],
    sensitiveEndpoints: [
      { method: '*', path: '/v1/smtp' },
      { method: 'POST', path: '/v1/exports' },
    ],
    credentialHeader: 'Authorization: Bearer',
    baseUrl: 'http://localhost:8788',
    testRequest: { method: 'GET', path: '/v1/me' },
    envVariable: 'AUTOREACH_API_KEY',
    console: {
      section: 'Settings',
      page: 'API Keys',
      form: 'full',
      submitLabel: 'Create',
      requires: keyPeople,
    },
  },
  {
    name: 'ActiveProspect',
    prefix: 'ap',
    keyPolicy: 'one_per_organization',
    reveal: 'anytime',
    credentialHeader: 'Authorization: Bearer',
    baseUrl: 'http://localhost:8788',
    testRequest: { method: 'GET', path: '/v1/me' },
    envVariable: 'ACTIVEPROSPECT_API_KEY',
    console: {
      section: 'Settings',
      page: 'Technical',
      display: 'shown',
      requires: ['manage_billing', 'manage_users'],
    },
  },
]
