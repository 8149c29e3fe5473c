import type { AttackId } from './catalogue.ts'

/** Where another test shows it: a file, and words that stand in it. */
export type Pointer = { file: string; words: string }

const cluster = 'tests/cluster'
const gateways = { file: 'tests/gateways/gateways.test.ts', words: 'does not make a write a read' }
const mailFlows = 'packages/server/src/routes/identity/mail-flows.test.ts'
const sessions = 'packages/server/src/routes/identity/sessions.test.ts'
const readTwoWays = {
  file: 'packages/server/src/forward-auth/ambiguity.test.ts',
  words: 'what could be read in two ways is refused, in either lane',
}

/** Rows of the catalogue that are shown by tests that stand where what they need is at hand. */
export const elsewhere: Partial<Record<AttackId, Pointer>> = {
  B28: { file: 'tests/gateways/gateways.test.ts', words: "['no key', () => [], 401, 'missing_credential']" },
  E01: {
    file: 'packages/server/src/routes/cross-tenant.test.ts',
    words: '%s tells nothing of another tenant and changes nothing there',
  },
  E19: { file: `${cluster}/tightening.test.ts`, words: 'refuse on every node what a call has taken away' },
  E20: {
    file: 'packages/server/src/forward-auth/forward-auth.test.ts',
    words: 'a mistake in the configuration is not an admission',
  },
  RC14: {
    file: `${cluster}/revocation-race.test.ts`,
    words: 'accept no key that is sent after its revocation',
  },
  C17: {
    file: 'packages/server/src/routes/hostile-input.test.ts',
    words: 'answers every body with a success or a problem, never a fault',
  },
  IP05: { file: 'packages/server/src/http/client-address.test.ts', words: 'makes the address unknown' },
  IP07: { file: 'tests/gateways/gateways.test.ts', words: "['X-Forwarded-For', '203.0.113.7']" },
  IP09: readTwoWays,
  IP10: gateways,
  IP12: { file: `${cluster}/limit-accuracy.test.ts`, words: 'three processes share a limit' },
  IP14: { file: 'tests/faults/flood.test.ts', words: 'a flood of unknown tokens is counted' },
  IP16: {
    file: 'tests/faults/slow-database.test.ts',
    words: 'a slow database and one that falls silent cost no verdict inside the lease',
  },
  IP18: {
    file: 'packages/server/src/http/client-address.test.ts',
    words: 'tells of a header that is not believed, and of no other',
  },
  A07: { file: mailFlows, words: 'leads to the address in the settings, whatever host the request names' },
  B27: {
    file: 'packages/engine/src/members/people.test.ts',
    words: 'keys of who has left stay, work, and say that their maker is gone',
  },
  E04: { file: 'packages/server/src/routes/who-may.test.ts', words: '%s is for those whom the table names' },
  E06: {
    file: mailFlows,
    words: 'joins nobody by the address alone: who has an account signs in to it first',
  },
  E07: {
    file: 'packages/engine/src/members/people.test.ts',
    words: 'who is removed is out at the next request, there and not elsewhere',
  },
  E08: {
    file: mailFlows,
    words: 'that was withdrawn, sent again, used or made up opens nothing, in the same words',
  },
  IP11: {
    file: 'packages/server/src/identity/attempts/place-of.test.ts',
    words: 'an IPv6 network of 64 bits is one place',
  },
  IP15: { file: sessions, words: 'is refused after ten wrong passwords, the right one too' },
  H01: { file: sessions, words: 'that fails says the same whatever was wrong' },
  H02: { file: mailFlows, words: 'answers the same for an address that nobody has, and writes to nobody' },
  H03: { file: mailFlows, words: 'sets a new password, ends every session, works once, and says so by mail' },
  H10: {
    file: 'packages/server/src/identity/passwords/passwords.test.ts',
    words: 'compares all of a long password, and one spelling of what looks the same',
  },
  H11: {
    file: 'packages/engine/src/second-factors/second-factor-verbs.test.ts',
    words: 'takes no code twice, and none of an earlier moment than the last one',
  },
  H05: { file: 'tests/attacks/compare-times.ts', words: 'welchT' },
}
