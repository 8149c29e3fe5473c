import { redactTokens } from '@keyturn/contract'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

const secretMembers = [
  'authorization',
  'cookie',
  'key',
  'password',
  'rootKey',
  'secret',
  'set-cookie',
  'token',
  'x-api-key',
]

/**
 * Structured logs, one JSON object a line on stdout. Members that hold secrets are blanked by name, up to three
 * levels deep; then whatever still looks like a token is cut from the finished line, whoever put it there.
 */
export function createLog(level: LoggerOptions['level'] & string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: label => ({ level: label }) },
    redact: { paths: secretMembers.flatMap(pathsOf), censor: '[redacted]' },
    hooks: { streamWrite: redactTokens },
  }
  return destination ? pino(options, destination) : pino(options)
}

/**
 * The same log for lines whose members are a fixed few that hold no secret: members are not looked for by name, which
 * takes longer than the line. Tokens are cut from it all the same.
 */
export function forFixedMembers(log: Logger): Logger {
  return log.child({}, { redact: [] })
}

function pathsOf(member: string): string[] {
  return [`["${member}"]`, `*["${member}"]`, `*.*["${member}"]`]
}
