import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { DurationHistogram, type ObservedRequest } from './duration-histogram.ts'

/** What a node reports about itself. */
export type NodeFigures = {
  ready: boolean
  leaseHeld: boolean
  secrets: number
  decidingBytes: number
  journalBacklogBytes: number
  unreadable: { api: number; organization: number; key: number }
  vaultProblem: string | null
  managementUsesUnrecorded: number
}

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
  addUnreadable(registry, () => figures().unreadable)
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
    help: 'Stored rows that deny or narrow because a part of them cannot be read. Above 0 somebody has to look: the log names them.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(read())) this.set({ kind }, count)
    },
  })
}
