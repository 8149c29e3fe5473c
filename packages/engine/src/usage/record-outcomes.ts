import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { type FieldError, invalidInput } from '../errors/engine-error.ts'
import { isId, timeOfId } from '../ids/new-id.ts'
import type { Journal } from './journal.ts'

/** The context of a verb that reports usage. */
export type ReportContext = Pick<ReadContext, 'clock' | 'principal' | 'reach'> & {
  readonly journal: Pick<Journal, 'appendOutcome'>
}

export type RecordOutcomesInput = {
  outcomes: readonly { verificationId: string; status: number; durationMs?: number | undefined }[]
}

/** Reports come in while a request is remembered, not years later: their months are those of the log. */
const oldestMs = 35 * 86_400_000
const clockSkewMs = 300_000

/**
 * Notes what became of verified requests. Of several reports on one verification the first to be stored counts; one
 * on a verification that is too long ago, or that never was, is passed over or shown nowhere. So is one on a verification
 * out of the caller's reach, which goes into the journal with it: another node may have decided that verification.
 */
export async function recordOutcomes(
  ctx: ReportContext,
  { outcomes }: RecordOutcomesInput,
): Promise<{ accepted: number }> {
  authorise(ctx.principal, 'usage:write')
  const faults = outcomes.flatMap((outcome, index) => faultsOf(outcome, `/outcomes/${index}`))
  if (faults.length > 0) throw invalidInput(faults)
  const reportedAt = ctx.clock.now()
  const accepted = outcomes.filter(({ verificationId }) => {
    const madeAt = timeOfId('ver', verificationId) ?? 0
    return madeAt > reportedAt - oldestMs && madeAt < reportedAt + clockSkewMs
  })
  const writes = accepted.map(({ verificationId, status, durationMs = null }) =>
    ctx.journal.appendOutcome({ verificationId, status, durationMs, reportedAt, reach: ctx.reach }),
  )
  await Promise.all(writes)
  return { accepted: accepted.length }
}

function faultsOf(outcome: RecordOutcomesInput['outcomes'][number], pointer: string): FieldError[] {
  const { verificationId, status, durationMs = 0 } = outcome
  const faults: FieldError[] = []
  if (!isId('ver', verificationId)) {
    const message = 'verificationId is the id that a verification was answered with.'
    faults.push({ pointer: `${pointer}/verificationId`, message })
  }
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    faults.push({ pointer: `${pointer}/status`, message: 'status is an HTTP status, 100 to 599.' })
  }
  if (!(durationMs >= 0 && durationMs <= 86_400_000)) {
    faults.push({ pointer: `${pointer}/durationMs`, message: 'durationMs is from 0 to 86,400,000.' })
  }
  return faults
}
