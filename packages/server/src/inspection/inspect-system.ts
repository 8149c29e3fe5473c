import type { ServerFigures, ServerView, SystemView } from '@keyturn/engine'
import { type Finding, ok, serious, warning } from './finding.ts'

/** A lease of a second needs four answers of the database; milliseconds. */
const latency = { warning: 250, serious: 1_000 }
/** Usage is in the log within a second; beyond these somebody should look. */
const lag = { warning: 10_000, serious: 60_000 }
const waitingMost = 100

/** What the state of an installation means, and what to do about it. */
export function inspectSystem(system: SystemView): Finding[] {
  return [
    ...inspectServers(system.servers),
    inspectVersions(system.servers),
    ...inspectShipping(system.servers),
    inspectLatency(system),
    inspectEncryption(system.servers),
    inspectMail(system),
    ...inspectRows(system.servers),
  ]
}

function inspectServers(servers: readonly ServerView[]): Finding[] {
  const check = 'servers'
  const away = servers.filter(({ state }) => state === 'silent').map(server => silent(check, server))
  const unready = servers
    .filter(({ state }) => state === 'not_ready')
    .map(({ id, figures }) =>
      serious(
        check,
        `Server ${id} takes no requests: ${figures?.problems.join(' ') || 'it does not say why.'}`,
        'Look at its log, at its disk and at its way to the database.',
      ),
    )
  if (away.length + unready.length > 0) return [...unready, ...away]
  return [ok(check, servers.length === 1 ? 'The server serves.' : `All ${servers.length} servers serve.`)]
}

function silent(check: string, { id, figures }: ServerView): Finding {
  const left = figures !== null && figures.journalBytes > 0
  const waiting = left ? ` It had ${bytesText(figures.journalBytes)} of usage that was not stored yet.` : ''
  return warning(
    check,
    `Server ${id} is silent: it was killed, or is cut off. Its lease is over, so it decides nothing.${waiting}`,
    left
      ? 'Start a server on its data directory again: its journal is there, and is stored then.'
      : 'Start it again. If it was taken away on purpose, nothing is to be done: it is forgotten after a day.',
  )
}

function inspectVersions(servers: readonly ServerView[]): Finding {
  const check = 'versions'
  const versions = [...new Set(alive(servers).map(({ version }) => version))].sort()
  if (versions.length < 2) return ok(check, `Version ${versions.join('')} everywhere.`)
  return warning(
    check,
    `The servers run different versions: ${versions.join(', ')}.`,
    'That is right while you update; finish it.',
  )
}

function inspectShipping(servers: readonly ServerView[]): Finding[] {
  const check = 'usage'
  const found = told(servers).flatMap(({ id, figures }) => {
    const { shippingFails, shippingLagMs, journalBytes } = figures
    if (!shippingFails && shippingLagMs < lag.warning) return []
    const judge = shippingLagMs >= lag.serious ? serious : warning
    const fails = shippingFails ? ' The last try to store it failed.' : ''
    return [
      judge(
        check,
        `Usage of server ${id} waits for ${secondsText(shippingLagMs)}, ${bytesText(journalBytes)} of it.${fails}`,
        'Nothing is lost while its disk has room. Look at its log, and at the database: charts and logs are late until then.',
      ),
    ]
  })
  return found.length > 0 ? found : [ok(check, 'Usage is in the log within seconds.')]
}

function inspectLatency({ database, servers }: SystemView): Finding {
  const check = 'database'
  const slowest = Math.max(
    database.latencyMs,
    ...told(servers).map(({ figures }) => figures.databaseLatencyMs),
  )
  const sentence = `The database answers within ${slowest < 1 ? 'a millisecond' : `${Math.round(slowest)} ms`}.`
  const advice =
    'Look at its load, its disk and the network: every change waits for it, verifications do not.'
  if (slowest >= latency.serious) return serious(check, sentence, advice)
  return slowest >= latency.warning ? warning(check, sentence, advice) : ok(check, sentence)
}

function inspectEncryption(servers: readonly ServerView[]): Finding {
  const check = 'encryption'
  const sealed = told(servers).filter(({ figures }) => figures.encryption.state === 'sealed')
  if (sealed.length > 0) {
    const ids = [...new Set(sealed.map(({ figures }) => figures.encryption.kekId))].join(', ')
    return serious(
      check,
      `${sealed.length === 1 ? `Server ${sealed[0]?.id} is` : `${sealed.length} servers are`} sealed: the key-encryption key ${ids} is missing. Tokens can neither be kept nor shown again; verifications go on.`,
      'Put the KEK file back from its copy; do not make a new one.',
    )
  }
  const open = told(servers).find(({ figures }) => figures.encryption.state === 'open')
  return ok(
    check,
    open
      ? `Tokens that can be shown again are encrypted under ${open.figures.encryption.kekId}.`
      : 'No token was to be kept yet.',
  )
}

function inspectMail({ mail }: SystemView): Finding {
  const check = 'mail'
  if (mail === null) {
    return ok(
      check,
      'No mail is sent, so people are handed their links by somebody. KEYTURN_SMTP_URL names a mail server.',
    )
  }
  if (mail.dead > 0) {
    return warning(
      check,
      `${mail.dead} of the last month's messages could not be delivered and were given up.`,
      'The log says why each was refused.',
    )
  }
  if (mail.waiting > waitingMost) {
    return warning(
      check,
      `${mail.waiting} messages wait to be sent.`,
      'If the number grows, look at the mail server, and at the log.',
    )
  }
  return ok(check, mail.waiting === 0 ? 'No mail waits.' : `${mail.waiting} messages are on their way.`)
}

function inspectRows(servers: readonly ServerView[]): Finding[] {
  const unreadable = Math.max(0, ...told(servers).map(({ figures }) => figures.unreadableRows))
  const unrecorded = told(servers).reduce((sum, { figures }) => sum + figures.unrecordedUses, 0)
  return [
    unreadable > 0
      ? serious(
          'rows',
          `${unreadable} stored rows cannot be read. What depends on them is denied.`,
          'The log names them. Set what they hold again, or put back a backup.',
        )
      : ok('rows', 'Everything stored can be read.'),
    unrecorded > 0
      ? warning(
          'records',
          `${unrecorded} management calls are not in the usage log, because a journal could not be written.`,
          'Look at the disk of the journals. What was changed is in the audit log.',
        )
      : ok('records', 'Every management call is recorded.'),
  ]
}

function alive(servers: readonly ServerView[]): ServerView[] {
  return servers.filter(({ state }) => state !== 'silent')
}

type Told = ServerView & { figures: ServerFigures }

/** Of silent ones only what they left behind matters. */
function told(servers: readonly ServerView[]): Told[] {
  return alive(servers).filter((server): server is Told => server.figures !== null)
}

function secondsText(ms: number): string {
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`
}

function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`
  return bytes < 1_024 ** 2 ? `${Math.round(bytes / 1_024)} KiB` : `${(bytes / 1_024 ** 2).toFixed(1)} MiB`
}
