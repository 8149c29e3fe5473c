import { type HelpFacts, headerOf, isSole } from '../help-facts.ts'

/** What callers of the API meet, why, and what to do then. */
export type CallerProblem = { code: string; status: number; title: string; why: string; remedy: string }

export function callerProblems(facts: HelpFacts): CallerProblem[] {
  return [
    ...ofTheKey(facts),
    ...ofWhatItMay(facts),
    ...ofTheOrganization(facts),
    ...ofTheRequest(facts),
    ...ofTheService(),
  ]
}

const row = (status: number, code: string, title: string, why: string, remedy: string): CallerProblem => ({
  status,
  code,
  title,
  why,
  remedy,
})

function ofTheKey(facts: HelpFacts): CallerProblem[] {
  const { api, variable, place } = facts
  const { name, value } = headerOf(api, '<key>')
  const again = isSole(facts) ? `take the present key from **${place}**` : `make another key on **${place}**`
  return [
    row(
      401,
      'missing_credential',
      'Unauthorized',
      'The request came without a key, or the header was not as it should be. The commonest reason is a variable that is empty where the program runs.',
      `Send \`${name}: ${value}\`. Print whether \`${variable}\` is set where the program runs, but not what is in it.`,
    ),
    row(
      401,
      'invalid_api_key',
      'Invalid API key',
      `What was sent is no key of ${api.name}: cut off, mistyped, with quotes or a line break around it, or made for something else.`,
      `It begins with \`${api.prefix}_\` and has 32 characters after the second underscore. Copy it again as a whole; if it is lost, ${again}.`,
    ),
    row(
      401,
      'key_revoked',
      'Invalid API key',
      'The key was revoked or deleted, or it was rotated and this is the old secret.',
      isSole(facts)
        ? `Most often it was reset: ${again}, and deploy that.`
        : `Look on **${place}** what became of it. If it was rotated, deploy the new secret; otherwise ${again}.`,
    ),
    row(
      401,
      'key_expired',
      'Invalid API key',
      'The key was made for a while, and that is over.',
      `${isSole(facts) ? 'Ask somebody who manages keys for another one.' : `Make another key on **${place}** with the same settings, and say how long it is needed.`}`,
    ),
    row(
      401,
      'key_disabled',
      'Invalid API key',
      'Somebody has switched the key off for now.',
      `Ask who manages the keys on **${place}** why. It works again as soon as it is switched on.`,
    ),
  ]
}

function ofWhatItMay({ api, place }: HelpFacts): CallerProblem[] {
  const test = `${api.prefix}_test_`
  return [
    row(
      403,
      'insufficient_scope',
      'Insufficient scope',
      'The key is right, and this request takes a scope that it does not have. The answer names it. Or the scopes that your organization has were narrowed.',
      `Add the scope to the key on **${place}**, or use a key that has it. If it cannot be chosen there, ask the vendor whether your package has it.`,
    ),
    row(
      403,
      'wrong_environment',
      'Wrong environment',
      `A key of the sandbox was sent to production, or the other way round. Keys of the sandbox begin with \`${test}\`.`,
      'Use the key of the environment that you are calling. Look which variable the program reads there.',
    ),
    row(
      403,
      'wrong_organization',
      'Wrong organization',
      'The key is yours, and what it asked for belongs to another organization.',
      'Compare the id in the address with those that lists of your own organization show.',
    ),
    row(
      403,
      'wrong_api',
      'Wrong API',
      'The key was made for another API.',
      `Use one that begins with \`${api.prefix}_\`.`,
    ),
    row(
      403,
      'ip_not_allowed',
      'Address not allowed',
      'The key may be used from certain addresses only, and the request came from another one. After a move to other servers, or behind a proxy, addresses change.',
      'Find out from which address the request left, which the usage log shows too, and add it to the key, or call from where it is allowed.',
    ),
    row(
      403,
      'endpoint_not_allowed',
      'Endpoint not allowed',
      'The key may call certain endpoints only, and this is none of them. Upper and lower case count.',
      `Compare method and path with those of the key on **${place}**.`,
    ),
  ]
}

function ofTheOrganization({ organization }: HelpFacts): CallerProblem[] {
  return [
    row(
      403,
      'organization_suspended',
      'Organization suspended',
      `${organization} is suspended, so that none of its keys is accepted. The keys themselves are unchanged.`,
      'An administrator of your organization asks the vendor. When that is settled, all keys work again.',
    ),
    row(
      402,
      'credits_exhausted',
      'Credits exhausted',
      'Requests like this one are paid from a balance, and it does not hold enough for it.',
      'Add credits, or wait for the refill. Requests that cost nothing go on working.',
    ),
    row(
      429,
      'rate_limited',
      'Rate limited',
      'More requests came in a stretch of time than the key or the organization may make.',
      'Wait as many seconds as `Retry-After` says, then go on more slowly: `RateLimit` says how much is left. Do not start many retries at once; let each wait a little longer than the one before.',
    ),
  ]
}

function ofTheRequest({ api }: HelpFacts): CallerProblem[] {
  const { name } = headerOf(api, '')
  return [
    row(
      400,
      'multiple_credentials',
      'Multiple credentials',
      'The request had a key in `Authorization` and one in `X-API-Key`. Libraries and proxies sometimes add one of their own.',
      `Send it in \`${name}\` alone.`,
    ),
    row(
      400,
      'duplicate_header',
      'Duplicate header',
      'The header with the key was there twice.',
      'Set the header instead of adding it, and look whether a proxy adds it too.',
    ),
    row(
      400,
      'credential_in_url',
      'Credential in the URL',
      'The key was in the address. Addresses end in logs, histories and the pages that one goes to next.',
      `Send it in \`${name}\`, and rotate this key: consider it read by others.`,
    ),
    row(
      431,
      'headers_too_large',
      'Headers too large',
      'The request has more or longer headers than are looked at, most often because of cookies.',
      'Send no cookies along with the key.',
    ),
  ]
}

function ofTheService(): CallerProblem[] {
  return [
    row(
      503,
      'verification_unavailable',
      'Verification unavailable',
      'The key could not be checked just now. It says nothing about the key.',
      'Try again after `Retry-After`. If it lasts, tell the vendor the `requestId`.',
    ),
  ]
}
