import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { DurationHistogram, type ObservedRequest } from './duration-histogram.ts'

/** What a node reports about itself. */
export type NodeFigures = {
  ready: boolean
  leaseHeld: boolean
  secrets: number
  decidingBytes: number
  journalBacklogBytes: number
  unreadable: { api: number; organization: number; key: number; usage: number }
  vaultProblem: string | null
  dataKeysLeft: number
  managementUsesUnrecorded: number
  notices: NoticeFigures | null
}

/** Mail; null where none is sent. */
type NoticeFigures = { sent: number; failed: number; waiting: number; dead: number }

export type RequestMetrics = {
  observe(request: ObservedRequest): void
  /** Counts an X-Forwarded-For from a peer that is not trusted. */
  countUnbelieved(): void
  /** The exposition text and its content type. */
  render(): Promise<{ text: string; contentType: string }>
}

/** Metrics in a registry of their own. Labels are route templates, so that no caller can invent new series. */
export function createRequestMetrics(figures: () => NodeFigures): RequestMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new DurationHistogram({
    name: 'keyturn_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
  })
  addGauge(registry, 'keyturn_ready', 'Whether this node may serve.', () => Number(figures().ready))
  addGauge(registry, 'keyturn_lease_held', 'Whether this node may decide.', () => Number(figures().leaseHeld))
  addGauge(registry, 'keyturn_secrets', 'Secrets in the key table.', () => figures().secrets)
  addGauge(
    registry,
    'keyturn_deciding_bytes',
    'Memory of the key table for deciding.',
    () => figures().decidingBytes,
  )
  addGauge(
    registry,
    'keyturn_journal_backlog_bytes',
    'Usage not yet shipped.',
    () => figures().journalBacklogBytes,
  )
  addGauge(
    registry,
    'keyturn_management_uses_unrecorded',
    'Management calls since the start whose use is not in the usage log; the audit log has what they changed.',
    () => figures().managementUsesUnrecorded,
  )
  addGauge(
    registry,
    'keyturn_sealed',
    'Whether the key-encryption key is missing, so that no token can be kept or shown again.',
    () => Number(figures().vaultProblem !== null),
  )
  addGauge(
    registry,
    'keyturn_data_keys_left',
    'Data keys of organizations that are not under the present key-encryption key and cannot be brought under it.',
    () => figures().dataKeysLeft,
  )
  addUnreadable(registry, () => figures().unreadable)
  addNotices(registry, () => figures().notices)
  const unbelieved = new Counter({
    name: 'keyturn_forwarded_for_unbelieved_total',
    help: 'Requests whose X-Forwarded-For was not believed, because the peer is not in KEYTURN_TRUSTED_PROXIES.',
    registers: [registry],
  })
  return {
    countUnbelieved: () => unbelieved.inc(),
    observe: request => duration.observe(request),
    render: async () => ({
      text: `${await registry.metrics()}${duration.toText()}`,
      contentType: registry.contentType,
    }),
  }
}

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

function addUnreadable(registry: Registry, read: () => NodeFigures['unreadable']): void {
  new Gauge({
    name: 'keyturn_unreadable_rows',
    help: 'Stored rows that deny or narrow because a part of them cannot be read; of kind usage, sums found since the start that have lost their endpoints and countries. Above 0 somebody has to look: the log names them.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(read())) this.set({ kind }, count)
    },
  })
}

const noticeHelp = {
  sent: 'Mail that this node has handed over to the mail server since its start.',
  failed: 'Tries of this node to hand over mail that failed, since its start.',
  waiting: 'Mail in the database that waits to be sent. It is counted twice a minute.',
  dead: 'Mail in the database that was given up within the last month. Above 0 somebody has to look: the log says why.',
}

function addNotices(registry: Registry, read: () => NoticeFigures | null): void {
  if (read() === null) return
  for (const figure of ['sent', 'failed', 'waiting', 'dead'] as const)
    addGauge(registry, `keyturn_mail_${figure}`, noticeHelp[figure], () => read()?.[figure] ?? 0)
}
