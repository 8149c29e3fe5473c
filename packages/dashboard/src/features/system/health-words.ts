import type { System } from '@keyturn/contract/client'
import { bytesText, millisecondsText } from '../../shared/quantities.ts'

type Words = { value: string; more: string }

/** The state of everything in one sentence. */
export function stateWords({ findings }: Pick<System, 'findings'>): string {
  const count = (wanted: string) => findings.filter(({ state }) => state === wanted).length
  const [serious, warnings] = [count('serious'), count('warning')]
  if (serious + warnings === 0) return 'Everything is as it should be'
  const parts = [
    serious > 0 ? `${serious} serious ${serious === 1 ? 'fault' : 'faults'}` : '',
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'thing' : 'things'} to look after` : '',
  ]
  return parts.filter(part => part !== '').join(', ')
}

export function databaseWords({ database }: Pick<System, 'database'>): Words {
  const { kind, latencyMs } = database
  return {
    value: kind === 'sqlite' ? 'Embedded (SQLite)' : 'PostgreSQL',
    more: `Answers in ${millisecondsText(latencyMs)}`,
  }
}

export function encryptionWords({ encryption }: Pick<System, 'encryption'>): Words {
  const { state, kekId } = encryption
  if (state === 'unused') return { value: 'Not used yet', more: 'No token was to be kept' }
  return state === 'open'
    ? { value: 'In order', more: `Under ${kekId ?? 'a key'}` }
    : { value: 'Sealed', more: `${kekId ?? 'The key'} is missing` }
}

export function mailWords({ mail, servers }: Pick<System, 'mail' | 'servers'>): Words {
  if (mail === null) return { value: 'None is sent', more: 'KEYTURN_SMTP_URL names a mail server' }
  const sent = servers.reduce((sum, { figures }) => sum + (figures?.mail?.sent ?? 0), 0)
  const dead = mail.dead === 0 ? '' : `, ${mail.dead.toLocaleString('en')} given up`
  return {
    value: mail.waiting === 0 ? 'Nothing waits' : `${mail.waiting.toLocaleString('en')} waiting`,
    more: `${sent.toLocaleString('en')} sent since the start${dead}`,
  }
}

/** What waits in the journal of a server, and for how long. */
export function journalWords({
  journalBytes,
  shippingLagMs,
}: {
  journalBytes: number
  shippingLagMs: number
}): string {
  if (journalBytes === 0) return 'Empty'
  return shippingLagMs < 2_000
    ? bytesText(journalBytes)
    : `${bytesText(journalBytes)}, for ${millisecondsText(shippingLagMs)}`
}
