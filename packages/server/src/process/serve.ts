import type { Logger } from 'pino'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'
import { createLog } from '../logs/create-log.ts'
import { startServer } from './start-server.ts'
import { version } from './version.ts'

/** Serves until SIGTERM or SIGINT, then exits 0. Throws what makes a start impossible, settings first. */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const settings = settingsFromProcess(options)
  const log = createLog(settings.logLevel)
  dieOnFaults(log)
  const running = await startServer({ settings, log, version })
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping')
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => die(log, error),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
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
