import type { Database } from '../databases/database.ts'
import { type MailOptions, type Sending, sendMessage } from '../smtp/send-message.ts'
import { findSmtpSettingsWithin } from '../smtp/smtp-queries.ts'
import type { EmailRow } from './email.ts'
import { failInterruptedEmails, finishEmail, nextDueAt, takeDueEmail } from './email-queries.ts'

/** Waits before the second and the third attempt; there is no fourth. */
const waitsMs = [30_000, 300_000]

/** Sends the queued e-mails of the live data set, one after another. The sandbox has none. */
export class EmailQueue {
  readonly #database: Database
  readonly #mail: MailOptions
  readonly #onError: (error: unknown) => void
  #draining: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(input: { database: Database; mail: MailOptions; onError: (error: unknown) => void }) {
    this.#database = input.database
    this.#mail = input.mail
    this.#onError = input.onError
    failInterruptedEmails(this.#database)
  }

  /** Sends what is due, in the background. */
  wake(): void {
    if (this.#isClosed) return
    this.#draining ??= this.#drain()
      .catch(this.#onError)
      .finally(() => {
        this.#draining = null
        this.#sleep()
      })
  }

  /** Finishes the e-mail that is being sent; the others wait for the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (!this.#isClosed) {
      const email = takeDueEmail(this.#database, Date.now())
      if (email === undefined) return
      this.#finish(email, await this.#send(email))
    }
  }

  async #send(email: EmailRow): Promise<Sending> {
    const settings = findSmtpSettingsWithin(this.#database, email.organization_id)
    if (settings === undefined) return { ok: false, reason: 'No SMTP server is configured.', isFinal: true }
    const { id, recipient: to, subject, body: text } = email
    return sendMessage(settings, { to, subject, text, messageId: `<${id}@outreach.invalid>` }, this.#mail)
  }

  #finish(email: EmailRow, sending: Sending): void {
    const { id, due_at, attempts } = email
    const now = Date.now()
    if (sending.ok) {
      finishEmail(this.#database, id, { status: 'sent', due_at, sent_at: now, failure: null })
      return
    }
    const { reason: failure, isFinal } = sending
    const wait = waitsMs[attempts - 1]
    if (isFinal || wait === undefined) {
      finishEmail(this.#database, id, { status: 'failed', due_at, sent_at: null, failure })
      return
    }
    finishEmail(this.#database, id, { status: 'queued', due_at: now + wait, sent_at: null, failure })
  }

  #sleep(): void {
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    const dueAt = nextDueAt(this.#database)
    if (dueAt === null) return
    this.#timer = setTimeout(() => this.wake(), Math.max(0, dueAt - Date.now()))
    this.#timer.unref()
  }
}
