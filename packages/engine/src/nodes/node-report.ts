import { readJson } from '../storage/read-json.ts'
import { isListOf, isStoredObject, isText } from '../storage/stored-members.ts'
import type { NodeStatus } from './node-status.ts'

/** What a node says about itself for others to show. */
export type NodeReport = {
  version: string
  /** Milliseconds UTC, by its own clock. */
  startedAt: number
  ready: boolean
  /** As `NodeStatus.place`. */
  place: string
  problems: string[]
  secrets: number
  decidingBytes: number
  journalBytes: number
  shippingLagMs: number
  shippingFails: boolean
  databaseLatencyMs: number
  unreadableRows: number
  unrecordedUses: number
  encryption: Encryption
  /** Since its start; null where it sends none. */
  mail: { sent: number; failed: number } | null
}

/** `unused` before a token was to be kept for the first time; `sealed` while the key-encryption key is missing. */
export type Encryption = { state: 'unused' | 'open' | 'sealed'; kekId: string | null }

export function toNodeReport(status: NodeStatus, databaseLatencyMs: number): NodeReport {
  const { version, startedAt, ready, problems, secrets, decidingBytes, shippingLagMs, shippingFails } = status
  const { notices, place, unreadable } = status
  return {
    version,
    startedAt,
    ready,
    place,
    problems,
    secrets,
    decidingBytes,
    journalBytes: status.journalBacklogBytes,
    shippingLagMs,
    shippingFails,
    databaseLatencyMs,
    unreadableRows: unreadable.api + unreadable.organization + unreadable.key,
    unrecordedUses: status.managementUsesUnrecorded,
    encryption: encryptionOf(status),
    mail: notices && { sent: notices.sent, failed: notices.failed },
  }
}

function encryptionOf({ vaultProblem, kekId }: NodeStatus): Encryption {
  if (vaultProblem !== null) return { state: 'sealed', kekId }
  return { state: kekId === null ? 'unused' : 'open', kekId }
}

/** A stored report; null where a node of another version wrote it in another form. */
export function readNodeReport(text: string): NodeReport | null {
  const value: unknown = readJson(text, null)
  return isNodeReport(value) ? value : null
}

const figures = [
  'startedAt',
  'secrets',
  'decidingBytes',
  'journalBytes',
  'shippingLagMs',
  'databaseLatencyMs',
  'unreadableRows',
  'unrecordedUses',
]

function isNodeReport(value: unknown): value is NodeReport {
  if (!isStoredObject(value)) return false
  const { version, ready, place, problems, shippingFails, encryption, mail } = value
  return (
    figures.every(name => Number.isFinite(value[name])) &&
    isText(version) &&
    isText(place) &&
    typeof ready === 'boolean' &&
    typeof shippingFails === 'boolean' &&
    isListOf(isText)(problems) &&
    isEncryption(encryption) &&
    (mail === null || isMail(mail))
  )
}

function isEncryption(value: unknown): value is Encryption {
  if (!isStoredObject(value)) return false
  const { state, kekId } = value
  return (state === 'unused' || state === 'open' || state === 'sealed') && (kekId === null || isText(kekId))
}

function isMail(value: unknown): boolean {
  return isStoredObject(value) && Number.isFinite(value['sent']) && Number.isFinite(value['failed'])
}
