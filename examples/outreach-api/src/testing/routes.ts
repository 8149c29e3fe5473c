import { ada } from './start-server.ts'

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** Any one of them is enough. */
  scopes: readonly string[]
  price: number
  /** What it takes; absent: nothing. */
  body?: object
  success: number
}

type Ids = Readonly<Record<'lead' | 'list' | 'workflow' | 'run' | 'research' | 'email', string>>

/** Every route that asks for a scope, with a request that succeeds once there are such rows and SMTP settings. */
export function routesOn(ids: Ids): Route[] {
  const { lead, list } = ids
  const get = (url: string, ...scopes: string[]) =>
    ({ method: 'GET', url, scopes, price: 1, success: 200 }) as const
  const write = (
    method: 'POST' | 'PUT' | 'PATCH',
    url: string,
    scope: string,
    body: object,
    success = 200,
  ) => ({
    ...{ method, url, scopes: [scope], price: 1, body, success },
  })
  const remove = (url: string, scope: string) =>
    ({ method: 'DELETE', url, scopes: [scope], price: 1, success: 204 }) as const
  const smtp = { host: '127.0.0.1', port: 2525, security: 'none', sender: 'sales@acme.example' }
  return [
    get('/v1/lists', 'lists:read'),
    get(`/v1/lists/${list}`, 'lists:read'),
    get(`/v1/lists/${list}/count`, 'lists:read'),
    write('POST', '/v1/lists', 'lists:write', { name: 'Prospects' }, 201),
    write('PATCH', `/v1/lists/${list}`, 'lists:write', { name: 'Renamed' }),
    write('POST', `/v1/lists/${list}/leads`, 'lists:write', { leadId: lead }, 204),
    get('/v1/leads', 'leads:read'),
    get(`/v1/leads/${lead}`, 'leads:read'),
    { ...write('POST', '/v1/leads', '', ada, 201), scopes: ['leads:write', 'leads:create'] },
    write('PATCH', `/v1/leads/${lead}`, 'leads:write', { company: 'Renamed' }),
    get('/v1/workflows', 'workflows:read'),
    get(`/v1/workflows/${ids.workflow}`, 'workflows:read'),
    write('POST', '/v1/workflows', 'workflows:write', { name: 'Research', steps: ['research'] }, 201),
    write('PATCH', `/v1/workflows/${ids.workflow}`, 'workflows:write', { name: 'Renamed' }),
    get('/v1/runs', 'workflows:read'),
    get(`/v1/runs/${ids.run}`, 'workflows:read'),
    { ...write('POST', '/v1/research', 'research:trigger', { leadId: lead }, 201), price: 5 },
    get('/v1/research', 'research:read'),
    get(`/v1/research/${ids.research}`, 'research:read'),
    { ...write('POST', '/v1/qualifications', 'qualification:trigger', { leadId: lead }, 201), price: 2 },
    get('/v1/qualifications', 'leads:read'),
    {
      ...write('POST', '/v1/emails', 'emails:send', { leadId: lead, subject: 'Hi', text: 'Hello' }, 202),
      price: 2,
    },
    get('/v1/emails', 'emails:send', 'analytics:read'),
    get(`/v1/emails/${ids.email}`, 'emails:send', 'analytics:read'),
    write('PUT', '/v1/smtp', 'smtp:manage', smtp),
    get('/v1/smtp', 'smtp:manage'),
    write('POST', '/v1/exports', 'exports:create', { resource: 'leads', purpose: 'A test' }),
    get('/v1/exports', 'exports:create'),
    get('/v1/analytics', 'analytics:read'),
    get('/v1/usage', 'usage:read'),
    remove(`/v1/workflows/${ids.workflow}`, 'workflows:write'),
    remove(`/v1/lists/${list}/leads/${lead}`, 'lists:write'),
    remove(`/v1/lists/${list}`, 'lists:write'),
    remove(`/v1/leads/${lead}`, 'leads:write'),
    remove('/v1/smtp', 'smtp:manage'),
  ]
}
