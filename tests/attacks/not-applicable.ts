import type { AttackId } from './catalogue.ts'

const connectors = 'there are no connectors to other services yet'

/** Rows of the catalogue about what Keyturn does not have, and what would make them apply. */
export const notApplicable: Partial<Record<AttackId, string>> = {
  D14: 'a reset always succeeds: of two at the same moment the later one holds, and both are in the audit log',
  E09: 'organizations have no owner who could hand them over',
  E15: 'there is no impersonation',
  E16: 'no call expands nested objects, and there is no GraphQL',
  E17: connectors,
  E18: connectors,
  RC10: connectors,
  RC12: 'expiry is judged when a key is verified; no job expires keys',
  RC13: 'no reminder is sent: people are told of what was done, and of nothing that is due',
  H07: 'nobody can register: people are invited, or come through the provider of an organization',
  H09: connectors,
  K20: 'no page takes a file',
  O06: 'the server makes its own partitions each month, so its user may change the schema; the audit log shows what was changed',
  O10: 'no container image is built',
  O14: 'there is no telemetry',
}
