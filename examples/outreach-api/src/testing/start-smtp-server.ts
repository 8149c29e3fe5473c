import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type StartedSmtpServer = {
  port: number
  /** What has arrived, headers and all. */
  messages: { sender: string; recipients: string[]; text: string }[]
  /** Resolves when so many have arrived. */
  received(count: number): Promise<void>
  close(): Promise<void>
}

export const credentials = { username: 'sales', password: 'p4ss-of-the-relay' }

/** A real SMTP server, without TLS, that wants these credentials and refuses what goes to `nobody@…`. */
export async function startSmtpServer(): Promise<StartedSmtpServer> {
  const messages: StartedSmtpServer['messages'] = []
  let announce = () => {}
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, answer) => {
      const isRight = username === credentials.username && password === credentials.password
      if (isRight) answer(null, { user: username })
      else answer(new Error('Invalid username or password'))
    },
    onRcptTo: ({ address }, _session, answer) => {
      const refusal = Object.assign(new Error('No such user'), { responseCode: 550 })
      answer(address.startsWith('nobody@') ? refusal : null)
    },
    onData: async (stream, { envelope }, answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      const recipients = envelope.rcptTo.map(({ address }) => address)
      messages.push({ sender, recipients, text: Buffer.concat(chunks).toString() })
      answer(null)
      announce()
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    messages,
    received: async count => {
      while (messages.length < count) {
        await new Promise<void>(resolve => {
          announce = resolve
        })
      }
    },
    close: () => new Promise(resolve => server.close(resolve)),
  }
}
