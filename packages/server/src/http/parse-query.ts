import { redactTokens } from '@keyturn/contract'
import { HttpProblem } from './http-problem.ts'

const credentialNames = new Set([
  'access_token',
  'api-key',
  'api_key',
  'apikey',
  'auth',
  'authorization',
  'bearer',
  'credential',
  'key',
  'secret',
  'token',
  'x-api-key',
])

/** Query parameters, each given once. Throws `invalid_parameter`, `credential_in_url`. */
export function parseQuery(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  if (mark === -1 || mark === url.length - 1) return {}
  const values = new Map<string, string>()
  for (const pair of url.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    refuseCredential(name, value)
    if (values.has(name)) throw invalid('A query parameter is given twice. Give each one once.')
    values.set(name, value)
  }
  return Object.fromEntries(values)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalid('The query string holds a broken percent-encoding.')
  }
}

/** URLs end up in logs and histories: a key in one counts as exposed, whatever the parameter is called. */
function refuseCredential(name: string, value: string): void {
  const looksSecret = redactTokens(value) !== value || redactTokens(name) !== name
  if (!looksSecret && !credentialNames.has(name.toLowerCase())) return
  throw new HttpProblem(
    'credential_in_url',
    'A key must not be in the address, where logs keep it. Send it in a header, and rotate it if it was real.',
  )
}

function invalid(detail: string): HttpProblem {
  return new HttpProblem('invalid_parameter', detail)
}
