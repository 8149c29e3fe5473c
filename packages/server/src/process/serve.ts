import { constants } from 'node:os'
import type { Logger } from 'pino'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'
import type { FirstLink } from '../identity/setup/first-link.ts'
import { createLog } from '../logs/create-log.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { version } from './version.ts'

/** Serves until SIGTERM or SIGINT, then exits 0. Throws what makes a start impossible, settings first. */
export async function serve(options: ServeOptions = {}): Promise<void> {
  openNoDebugger()
  const settings = settingsFromProcess(options)
  const log = createLog(settings.logLevel)
  dieOnFaults(log)
  let running: RunningServer | null = null
  stopOnSignals(() => running, log)
  running = await startServer({ settings, log, version })
  if (running.firstLink) tellFirstLink(running.firstLink, log)
}

/**
 * From before it says that it listens. A start is ended at once: the next one finishes what it had begun. By an exit, as
 * the first process of a container is not ended by a signal.
 */
function stopOnSignals(current: () => RunningServer | null, log: Logger): void {
  const stop = (signal: NodeJS.Signals) => {
    const running = current()
    if (running === null) process.exit(128 + constants.signals[signal])
    log.info({ signal }, 'stopping')
    return running.stop().then(
      () => process.exit(0),
      (error: unknown) => die(log, error),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Node opens one on this signal, for every user of the machine: whoever reaches it reads each secret in memory. */
function openNoDebugger(): void {
  process.on('SIGUSR1', () => {})
}

/** A terminal is read by whoever started this, a log by many: there it is told how to get a link instead. */
function tellFirstLink({ url }: FirstLink, log: Logger): void {
  log.warn('there is no owner yet: run "keyturn owners recover <email>" for a link that signs one in')
  if (process.stdout.isTTY)
    process.stdout.write(`\nMake the first owner, once, within a day:\n\n  ${url}\n\n`)
}

/** After a fault that nobody caught the state is unknown: say so and let the supervisor start anew. */
function dieOnFaults(log: Logger): void {
  process.on('uncaughtException', error => die(log, error))
  process.on('unhandledRejection', error => die(log, error))
}

function die(log: Logger, error: unknown): never {
  log.fatal({ err: error }, 'fault')
  process.exit(1)
}
