import type { MemberPermission } from '@keyturn/core'
import type { KeyTotals } from '../outbox/notice.ts'
import type { AccountAction, KeyAction } from '../outbox/source.ts'
import type { DecidesBy } from '../requests/tell-people.ts'

/** What one person is told, with everything that a letter says. Instants are milliseconds UTC. */
export type Notice =
  | {
      kind: 'invitation'
      organizationName: string
      /** Null where it was no person. */
      invitedBy: string | null
      expiresAt: number
      timezone: string
      /** Opens the invitation; known to nobody but the reader. */
      token: string
    }
  | ({ kind: 'password_reset'; validForMs: number; requestedAt: number; token: string } & Place)
  | {
      kind: 'keys'
      organizationName: string
      timezone: string
      totals: KeyTotals
      /** The first of them, in their order. */
      events: readonly ToldKeyEvent[]
    }
  | ({ kind: 'account'; action: AccountAction; at: number; timezone: string } & Place)
  | ({ kind: 'request'; askedBy: string; expiresAt: number; decidesBy: DecidesBy } & ToldRequest)
  | ({
      kind: 'request_decided'
      outcome: 'approved' | 'declined'
      decidedBy: string
      at: number
    } & ToldRequest)

/** What somebody has asked for; `reason` is that of whoever wrote last, who asked or who decided. */
export type ToldRequest = {
  organizationId: string
  organizationName: string
  timezone: string
  about:
    | { kind: 'key_reset'; apiId: string; keyName: string; start: string | null }
    | { kind: 'access'; permission: MemberPermission }
  reason: string | null
}

/** Where something was done from. */
export type Place = { ip: string | null; userAgent: string | null }

export type ToldKeyEvent = Place & {
  action: KeyAction
  keyName: string
  /** The beginning of its token, which tells nothing. */
  start: string | null
  at: number
  /** Who did it, as people read it. */
  by: string
}

/** What became of handing one message to a mail server. */
export type Handover =
  | { outcome: 'accepted' }
  /** It is not taken, and trying again cannot help. */
  | { outcome: 'refused'; reason: string }
  /** It is to be tried again. `isServerAway`: others would fare the same now. */
  | { outcome: 'delayed'; reason: string; isServerAway: boolean }

/** Hands a notice over under its id, which is the same when it is tried again. Never rejects. */
export type DeliverNotice = (letter: { id: string; to: string; notice: Notice }) => Promise<Handover>
