import type { AttackId } from './catalogue.ts'

const signIn = 'people do not sign in yet: there are management keys alone'
const connectors = 'there are no connectors to other services yet'

/** Rows of the catalogue about what Keyturn does not have, and what would make them apply. */
export const notApplicable: Partial<Record<AttackId, string>> = {
  A07: 'no link is sent to anybody yet: there are no e-mails and no password resets',
  B27: signIn,
  D14: signIn,
  E04: signIn,
  E06: signIn,
  E07: signIn,
  E08: 'an invitation has no token yet and cannot be accepted: that needs sign-in',
  E09: 'organizations have no owner who could hand them over',
  E15: 'there is no impersonation',
  E16: 'no call expands nested objects, and there is no GraphQL',
  E17: connectors,
  E18: connectors,
  RC10: connectors,
  RC12: 'expiry is judged when a key is verified; no job expires keys',
  RC13: 'no reminder is sent to anybody yet',
  IP11: 'limits are those of keys and organizations; none is counted by address',
  IP15: signIn,
  H01: signIn,
  H02: signIn,
  H03: signIn,
  H07: 'nobody can register: organizations are made with a management key',
  H09: connectors,
  H10: signIn,
  H11: signIn,
}
