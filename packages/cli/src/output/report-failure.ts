import { redactTokens } from '@keyturn/contract'
import { KeyturnError } from '@keyturn/contract/client'
import { Interrupted, WrongUsage } from './refusal.ts'
import { type ExitStatus, exitStatus, printable, type Terminal, toJson } from './terminal.ts'

/** What a command can be told about a failure: sentences, never a stack. */
export type Failure = { status: ExitStatus; sentences: string[]; problem?: Problem }

/** What the API said of a refused call. */
type Problem = { status: number; code: string; requestId: string | null; errors: KeyturnError['errors'] }

/** One line per sentence, or one JSON object, on stderr. */
export function reportFailure(terminal: Terminal, failure: Failure, options: { json: boolean }): ExitStatus {
  terminal.progress(null)
  const { status, problem } = failure
  const sentences = failure.sentences.map(sentence => printable(redactTokens(sentence)))
  if (options.json) terminal.error(redactTokens(toJson({ error: { sentences, ...problem } })))
  else for (const sentence of sentences) terminal.error(sentence)
  return status
}

/** A wrong flag is wrong usage; everything else that stops a command is a refusal. */
export function toFailure(error: unknown): Failure {
  if (isSettingsError(error)) {
    const isUsage = error.problems.some(problem => problem.name.startsWith('--'))
    return {
      status: isUsage ? exitStatus.wrongUsage : exitStatus.refused,
      sentences: error.problems.map(({ name, reason }) => `${name} ${reason}`),
    }
  }
  if (error instanceof KeyturnError) return refusedCall(error)
  if (error instanceof Interrupted)
    return { status: exitStatus.interrupted, sentences: ['Nothing was changed.'] }
  if (error instanceof WrongUsage) return { status: exitStatus.wrongUsage, sentences: [error.message] }
  return { status: exitStatus.refused, sentences: [sentenceOf(error)] }
}

function refusedCall({ status, code, detail, requestId, errors }: KeyturnError): Failure {
  const advice = code === 'unreachable' ? ['Does it run? keyturn doctor looks closer.'] : []
  return {
    status: exitStatus.refused,
    sentences: [
      detail,
      ...errors
        .filter(({ message }) => message !== detail)
        .map(({ pointer, message }) => `  ${pointer} ${message}`),
      ...advice,
      ...(requestId === null ? [] : [`Request ${requestId}`]),
    ],
    problem: { status, code, requestId, errors },
  }
}

type SettingsFailure = { problems: { name: string; reason: string }[] }

function isSettingsError(error: unknown): error is SettingsFailure {
  return error instanceof Error && error.name === 'SettingsError' && 'problems' in error
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The command failed.'
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE' && 'port' in error)
    return `Another program listens on port ${error.port}. ${otherPort}`
  return sentences[code] ?? (error.message || 'The command failed.')
}

const otherPort = 'Choose another KEYTURN_PORT, KEYTURN_VERIFICATION_PORT or KEYTURN_METRICS_PORT.'
const unusable = 'KEYTURN_DATA cannot be used: it must be a directory that this user may write to.'

const sentences: Record<string, string> = {
  EACCES: 'Access was denied: check KEYTURN_PORT and the rights on KEYTURN_DATA.',
  EADDRNOTAVAIL:
    'This machine has no such address. Choose another KEYTURN_HOST or KEYTURN_VERIFICATION_HOST.',
  EEXIST: unusable,
  ENOENT: unusable,
  ENOSPC: 'The disk of KEYTURN_DATA is full.',
  ENOTDIR: unusable,
  EPERM: unusable,
  EROFS: unusable,
}
