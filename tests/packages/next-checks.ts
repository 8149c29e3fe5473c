export type NextCheck = {
  path: string
  /** Default GET. */
  method?: string
  /** Which key the caller presents, if any. */
  as: 'reader' | 'other' | null
  body?: object
  status: number
  /** Members that the answer must have, and the beginnings of its headers. */
  json?: object
  headers?: Record<string, string>
}

const problem = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }

/** What callers of the sample application must get. `ORGANIZATION` stands for the id of the keys' organization. */
export const nextChecks: NextCheck[] = [
  ...['/forecasts', '/edge/7', '/hono/forecasts'].flatMap((path): NextCheck[] => [
    { path, as: 'reader', status: 200, json: { organization: 'ORGANIZATION' } },
    { path, as: 'reader', status: 200, method: 'HEAD' },
    { path, as: null, status: 401, json: { code: 'missing_credential' }, headers: problem },
    { path, as: null, status: 401, method: 'HEAD' },
    { path, as: 'other', status: 403, json: { code: 'insufficient_scope' }, headers: problem },
    { path: `${path}?api_key=x`, as: 'reader', status: 400, json: { code: 'credential_in_url' } },
  ]),
  { path: '/forecasts', method: 'DELETE', as: 'reader', status: 405 },
  { path: '/edge/7', as: 'reader', status: 200, json: { id: '7', runtime: 'edge' } },
  { path: '/acts/redirect', as: 'reader', status: 307, headers: { location: '/elsewhere' } },
  { path: '/acts/moved', as: 'reader', status: 308, headers: { location: '/elsewhere' } },
  { path: '/acts/frozen', as: 'reader', status: 303, headers: { location: 'http://next.example/' } },
  { path: '/acts/missing', as: 'reader', status: 404 },
  { path: '/acts/bug', as: 'reader', status: 500 },
  {
    path: '/acts/foreign',
    as: 'reader',
    status: 403,
    json: { code: 'wrong_organization' },
    headers: problem,
  },
  {
    path: '/acts/cookie',
    as: 'reader',
    status: 200,
    json: { path: '/acts/cookie' },
    headers: { 'set-cookie': 'seen=yes' },
  },
  { path: '/acts/empty', as: 'reader', status: 204 },
  { path: '/acts/any', method: 'POST', as: 'reader', body: { a: 1 }, status: 201, json: { a: 1 } },
  { path: '/acts/missing', as: null, status: 401, json: { code: 'missing_credential' } },
]
