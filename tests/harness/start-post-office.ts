import { type StartedSmtpServer, startSmtpServer } from '@keyturn/example-outreach-api/testing'
import { freePort } from './start-trial.ts'

export type PostOffice = {
  /** Settings of a server that sends its mail here. */
  env: Readonly<Record<string, string>>
  /** The address in the next letter to somebody that leads to this page; each letter is read once. */
  linkTo: (email: string, page: string) => Promise<string>
  /** Waits for a letter to somebody that says this, and was not read yet. */
  letterTo: (email: string, words: string) => Promise<string>
  close: () => Promise<void>
}

/** A mail server whose letters can be opened. */
export async function startPostOffice(): Promise<PostOffice> {
  const server = await startSmtpServer()
  // Links in mail begin with the address, so that it has to be known beforehand.
  const port = String(await freePort())
  const opened = new Set<number>()
  const letterTo = async (email: string, words: string) => {
    const index = await indexOf(server, { email, words, opened })
    opened.add(index)
    return textOf(server, index)
  }
  return {
    env: {
      KEYTURN_SMTP_URL: `smtp://sales:p4ss-of-the-relay@127.0.0.1:${server.port}`,
      KEYTURN_MAIL_FROM: 'Example Keys <keys@example.com>',
      KEYTURN_PORT: port,
      KEYTURN_PUBLIC_URL: `http://localhost:${port}`,
    },
    letterTo,
    linkTo: async (email, page) => {
      const link = new RegExp(`https?://[^\\s"<]+/${page}#[\\w-]{43}`)
      const [address] = link.exec(await letterTo(email, `/${page}#`)) ?? []
      if (address === undefined) throw new Error(`the letter has no link to ${page}`)
      return address
    },
    close: () => server.close(),
  }
}

/** Quoted-printable lines are put together again. */
function textOf({ messages }: StartedSmtpServer, index: number): string {
  const raw = messages[index]?.text ?? ''
  return raw
    .replaceAll('=\r\n', '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, bytes => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'))
}

async function indexOf(
  server: StartedSmtpServer,
  { email, words, opened }: { email: string; words: string; opened: ReadonlySet<number> },
): Promise<number> {
  for (let count = server.messages.length; ; count++) {
    await server.received(count)
    const index = server.messages.findIndex(
      ({ recipients }, place) =>
        !opened.has(place) && recipients.includes(email) && textOf(server, place).includes(words),
    )
    if (index !== -1) return index
  }
}
