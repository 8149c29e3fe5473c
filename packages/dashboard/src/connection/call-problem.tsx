import { KeyturnError } from '@keyturn/contract/client'
import { ProblemBand } from '../shared/problem-band.tsx'
import { SpokenError } from '../shared/spoken-error.ts'

/** A refused or failed call, in the words of the API; nothing where all of it stands at its fields. */
export function CallProblem({
  error,
  fields = [],
  onRetry,
}: {
  error: unknown
  /** Pointers of the fields that say themselves what is wrong with them. */
  fields?: readonly string[]
  onRetry?: () => void
}) {
  if (error === null || error === undefined || isAtFields(error, fields)) return null
  return <ProblemBand {...describeFailure(error)} {...(onRetry ? { onRetry } : {})} />
}

function isAtFields(error: unknown, fields: readonly string[]): boolean {
  if (!(error instanceof KeyturnError) || error.errors.length === 0) return false
  return error.errors.every(({ pointer }) => fields.includes(pointer))
}

function describeFailure(error: unknown): { detail: string; requestId: string | null } {
  if (error instanceof SpokenError) return { detail: error.message, requestId: null }
  if (!(error instanceof KeyturnError)) {
    return { detail: 'This page has a fault. Load it again; nothing was changed.', requestId: null }
  }
  // What is wrong with one field alone is often the whole sentence.
  const messages = error.errors.map(({ message }) => message).filter(each => !error.detail.includes(each))
  const detail = [error.detail, ...new Set(messages)].join(' ')
  return { detail: isAway(error) ? away : detail, requestId: error.requestId }
}

const away = 'The server cannot be reached. What you have typed is kept; try again when it is back.'

function isAway(error: KeyturnError): boolean {
  return error.code === 'unreachable' || error.code === 'timeout'
}
