import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type ReceivedMail = { from: string; to: string[]; secure: boolean; user: string | null; raw: string }

export type MailServer = {
  port: number
  received: ReceivedMail[]
  /** Resolves when so many have arrived. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

export const mailUser = { user: 'keyturn', password: 'p4ss-of-the-relay' }

/** A real SMTP server on a loopback port; what it should do otherwise is said in `options`. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  let announce = () => {}
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert ? [] : ['STARTTLS'],
    closeTimeout: 1,
    logger: false,
    onAuth: ({ username, password }, _session, answer) => {
      const isRight = username === mailUser.user && password === mailUser.password
      if (isRight) answer(null, { user: username })
      else answer(Object.assign(new Error('Invalid login'), { responseCode: 535 }))
    },
    onData: async (stream, { envelope, secure, user }, answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      const to = envelope.rcptTo.map(({ address }) => address)
      received.push({
        from,
        to,
        secure,
        user: typeof user === 'string' ? user : null,
        raw: `${Buffer.concat(chunks)}`,
      })
      answer(null)
      announce()
    },
    ...options,
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    arrived: async count => {
      while (received.length < count) {
        await new Promise<void>(resolve => {
          announce = resolve
        })
      }
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
