import type { AttackId } from './catalogue.ts'

/** Where another test shows it: a file, and words that stand in it. */
export type Pointer = { file: string; words: string }

const cluster = 'tests/cluster'
const gateways = { file: 'tests/gateways/gateways.test.ts', words: 'does not make a write a read' }
const mailFlows = 'packages/server/src/routes/identity/mail-flows.test.ts'
const sessions = 'packages/server/src/routes/identity/sessions.test.ts'
const sessionVerbs = 'packages/engine/src/sessions/session-verbs.test.ts'
const pages = 'tests/journeys/pages/pages.test.ts'
const settings = 'packages/server/src/config/read-settings.test.ts'
const cipher = 'packages/engine/src/envelope/cipher.test.ts'
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
  K01: {
    file: sessions,
    words: 'is a cookie that no script, no other site, no sibling and no plain connection gets',
  },
  K02: {
    file: sessions,
    words: 'gets a new value at sign-in, and whatever was in the jar before is worth nothing',
  },
  K03: {
    file: 'packages/server/src/routes/identity/second-factors.test.ts',
    words: 'who adds or removes a factor is signed out everywhere else',
  },
  K04: { file: sessionVerbs, words: 'nobody is signed in more than 50 times at once' },
  K05: { file: sessions, words: '%s is refused and does nothing' },
  K06: {
    file: sessions,
    words: "['POST', '/v1/session', { email: 'owner@example.com', password: goodPassword }]",
  },
  K07: { file: pages, words: 'names of others are text: markup in them does nothing' },
  K08: { file: pages, words: 'the policy of the page stops scripts and styles that get into it' },
  K09: { file: pages, words: 'after signing in `next=%s` leads nowhere else' },
  K10: {
    file: 'tests/journeys/pages/embedding.test.ts',
    words: 'browsers refuse to show it in pages of others',
  },
  K11: { file: pages, words: 'the policy of the page stops scripts and styles that get into it' },
  K12: {
    file: sessions,
    words: 'may not read either: no answer names another origin as a friend, and none is kept',
  },
  K13: { file: pages, words: 'after signing out the Back button shows nothing of it' },
  K14: {
    file: 'tests/journeys/pages/journey-3.test.ts',
    words: 'also where the browser refuses the clipboard',
  },
  K15: {
    file: 'tests/journeys/pages/shown-again.test.ts',
    words: 'each an audited reveal; hidden again when left',
  },
  K16: {
    file: 'tests/journeys/pages/journey-2.test.ts',
    words: 'a token that is pasted into the search is cut to its start, and never in the address',
  },
  K17: { file: pages, words: 'a double click makes one key' },
  K18: { file: pages, words: 'nothing keeps anybody out, in %s and on a narrow screen' },
  K19: {
    file: 'tests/journeys/pages/key-list.test.ts',
    words: 'ten thousand keys: counted, searched, sorted, and a page is a page',
  },
  K21: {
    file: 'packages/server/src/routes/identity/setup.test.ts',
    words: 'of visitors who make the first owner at the same moment one wins',
  },
  K22: {
    file: 'packages/server/src/routes/identity/single-sign-on.test.ts',
    words: 'without %s, and with another one',
  },
  K23: {
    file: 'packages/server/src/routes/identity/passkeys.test.ts',
    words: 'an answer %s does not sign in',
  },
  K24: { file: pages, words: 'and nothing from elsewhere' },
  O01: { file: settings, words: 'a published example is no root key for other machines to use' },
  O02: {
    file: 'tests/commands/recoverable-keys.test.ts',
    words: 'a KEK file that others may read, or beside the data, stops the start by name',
  },
  O03: {
    file: 'tests/attacks/canaries.test.ts',
    words: 'no secret of a key or a person is found but where it is meant for',
  },
  O04: { file: cipher, words: 'the same text is never the same twice' },
  O05: {
    file: 'packages/engine/src/keys/reveal-key.test.ts',
    words: 'a token that was changed, or is of another key, stays closed, and that is written down',
  },
  O07: { file: settings, words: 'nothing set gives the documented defaults' },
  O08: {
    file: 'packages/server/src/process/start-server.test.ts',
    words: 'the listener for verifications answers them and health, and nothing that manages keys',
  },
  O09: {
    file: 'tests/packages/cli-tarball.test.ts',
    words: 'of other packages only the one with native code is installed with it',
  },
  O11: { file: 'SECURITY.md', words: '`NODE_OPTIONS`' },
  O12: { file: 'packages/cli/src/serve-process.test.ts', words: 'no signal opens a debugger' },
  O13: {
    file: 'packages/engine/src/storage/migration.test.ts',
    words: 'a database of a newer version stops the start and is left as it is',
  },
}
