import type { Operator, UpdateOperatorBody } from '@keyturn/contract/client'

/** Something that can be done about an operator, and what it means. */
export type OperatorChange = {
  kind: 'promote' | 'demote' | 'disable' | 'enable' | 'remove'
  verb: string
  /** What is asked for; null takes them off the staff. */
  patch: UpdateOperatorBody | null
  consequence: string
  done: string
  isLoss: boolean
}

const everywhere = 'They are signed out everywhere, and sign in again with what they have.'

/** In the order of a menu, the heaviest last. */
export function operatorChanges({ role, disabled }: Pick<Operator, 'role' | 'disabled'>): OperatorChange[] {
  const ofRole: OperatorChange =
    role === 'owner'
      ? {
          kind: 'demote',
          verb: 'Make operator',
          patch: { role: 'operator' },
          consequence: `They still reach every organization, but no longer change who the operators are. ${everywhere}`,
          done: 'No longer an owner.',
          isLoss: true,
        }
      : {
          kind: 'promote',
          verb: 'Make owner',
          patch: { role: 'owner' },
          consequence: `They can add and remove operators and owners, you too. ${everywhere}`,
          done: 'An owner from now on.',
          isLoss: false,
        }
  const ofAccess: OperatorChange = disabled
    ? {
        kind: 'enable',
        verb: 'Enable',
        patch: { disabled: false },
        consequence: 'They can sign in again, with what they had.',
        done: 'Enabled.',
        isLoss: false,
      }
    : {
        kind: 'disable',
        verb: 'Disable',
        patch: { disabled: true },
        consequence:
          'They are signed out everywhere at once, and can sign in nowhere until they are enabled.',
        done: 'Disabled, and signed out everywhere.',
        isLoss: true,
      }
  return [
    ofRole,
    ofAccess,
    {
      kind: 'remove',
      verb: 'Remove operator',
      patch: null,
      consequence:
        'They are signed out everywhere at once and are nobody here any more. What they did stays in the audit log; keys that they made keep working.',
      done: 'Removed, and signed out everywhere.',
      isLoss: true,
    },
  ]
}
