import type { Database } from '../databases/database.ts'
import type { EmailRow } from './email.ts'

/** Takes the next e-mail that is due, by `emails_by_due`; from then on it is `sending`. */
export function takeDueEmail(database: Database, now: number): EmailRow | undefined {
  return database
    .prepare<[number], EmailRow>(
      `update emails set status = 'sending', attempts = attempts + 1
       where id = (select id from emails where status = 'queued' and due_at <= ? order by due_at, id limit 1)
       returning *`,
    )
    .get(now)
}

/** When the next one will be due; null when none waits. */
export function nextDueAt(database: Database): number | null {
  const row = database
    .prepare<[], { due_at: number | null }>(
      `select min(due_at) as due_at from emails where status = 'queued'`,
    )
    .get()
  return row?.due_at ?? null
}

export function finishEmail(
  database: Database,
  id: string,
  end: Pick<EmailRow, 'status' | 'due_at' | 'sent_at' | 'failure'>,
): void {
  database
    .prepare(
      `update emails set status = :status, due_at = :due_at, sent_at = :sent_at, failure = :failure
       where id = :id and status = 'sending'`,
    )
    .run({ id, ...end })
}

/** What a process that died was sending: nobody knows whether it left, and nobody wants it twice. */
export function failInterruptedEmails(database: Database): void {
  database
    .prepare(
      `update emails set status = 'failed', failure = 'Interrupted; it may have been sent.' where status = 'sending'`,
    )
    .run()
}
