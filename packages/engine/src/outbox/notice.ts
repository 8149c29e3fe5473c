import type { Selectable } from 'kysely'
import { readJson } from '../storage/read-json.ts'
import { isListOf, isStoredObject, isText } from '../storage/stored-members.ts'
import type { ControlTables } from '../storage/tables.ts'
import type { KeyAction } from './source.ts'

export type NoticeRow = Selectable<ControlTables['notices']>

/** Mail to one person as it waits. Nothing in it opens anything: what a link needs is made when it is sent. */
export type NoticeDraft = {
  /** An e-mail address in lower case. */
  recipient: string
  userId?: string | undefined
  organizationId?: string | undefined
} & NoticeSubject

/** What it is about. */
export type NoticeSubject =
  | { kind: 'invitation'; details: { invitationId: string } }
  /** To whoever has an account under the address; nobody is asked while somebody waits for an answer. */
  | { kind: 'password_reset'; details: { ip: string | null; userAgent: string | null } }
  /** Events of the organization's chain. */
  | { kind: 'keys'; details: { sequences: number[]; totals: KeyTotals } }
  /** One event that concerns the person. */
  | { kind: 'account'; details: { chainId: string; sequence: number } }
  /** To those who may decide. */
  | { kind: 'request'; details: { requestId: string } }
  /** To whoever asked. */
  | { kind: 'request_decided'; details: { requestId: string } }

/** How many events of each action there were. */
export type KeyTotals = Partial<Record<KeyAction, number>>

export type NoticeKind = NoticeSubject['kind']

/** For how long sending is tried, in milliseconds. Links are as old as their mail: they are made with it. */
export const triedForMs: Record<NoticeKind, number> = {
  invitation: 7 * 86_400_000,
  password_reset: 86_400_000,
  keys: 7 * 86_400_000,
  account: 7 * 86_400_000,
  request: 7 * 86_400_000,
  request_decided: 7 * 86_400_000,
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value)
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isNumbers = isListOf(isNumber)

/** What a stored notice is about, or null where other hands left it in a form that nobody can read. */
export function subjectOf({ kind, details }: Pick<NoticeRow, 'kind' | 'details'>): NoticeSubject | null {
  const value = readJson<unknown>(details, null)
  if (!isStoredObject(value)) return null
  const { invitationId, ip, userAgent, sequences, totals, chainId, sequence, requestId } = value
  switch (kind) {
    case 'invitation':
      return isText(invitationId) ? { kind, details: { invitationId } } : null
    case 'password_reset':
      return isTextOrNull(ip) && isTextOrNull(userAgent) ? { kind, details: { ip, userAgent } } : null
    case 'keys':
      return isNumbers(sequences) && isStoredObject(totals) ? { kind, details: { sequences, totals } } : null
    case 'account':
      return isText(chainId) && isNumber(sequence) ? { kind, details: { chainId, sequence } } : null
    case 'request':
    case 'request_decided':
      return isText(requestId) ? { kind, details: { requestId } } : null
    default:
      return null
  }
}
