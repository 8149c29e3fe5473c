import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { SmtpServer } from '../config/smtp-url.ts'
import { createMailer, type MailerOptions } from './mailer.ts'
import { selfSignedCertificate } from './testing/self-signed-certificate.ts'
import { mailUser, startMailServer } from './testing/start-mail-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const message = { id: 'ntc_1', to: 'ada@example.com', subject: 'Hello', text: 'Text.', html: '<p>Text.</p>' }
const from = { name: 'Example Keys', address: 'keys@vendor.example' }

async function serve(options: SMTPServerOptions = {}) {
  const server = await startMailServer(options)
  closing.push(server.close)
  return server
}

function mailerFor(server: Partial<SmtpServer>, more: Partial<MailerOptions> = {}) {
  const mailer = createMailer({
    server: { host: 'localhost', port: 0, security: 'none', credentials: null, ...server },
    from,
    ...more,
  })
  closing.push(mailer.close)
  return mailer
}

/** A peer that speaks as little SMTP as it is told to. */
async function speak(conversation: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
    conversation(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('a message arrives with both bodies, its name for good and nothing that invites a reply', async () => {
  const server = await serve()
  expect(await mailerFor({ port: server.port }).send(message)).toEqual({ outcome: 'accepted' })
  const [mail] = server.received
  expect(mail).toMatchObject({ from: from.address, to: [message.to], secure: false })
  expect(mail?.raw).toContain('Message-ID: <ntc_1@vendor.example>')
  expect(mail?.raw).toContain('From: Example Keys <keys@vendor.example>')
  expect(mail?.raw).toContain('Auto-Submitted: auto-generated')
  expect(mail?.raw).toContain('text/plain')
  expect(mail?.raw).toContain('text/html')
})

test('messages share connections', async () => {
  let connections = 0
  const server = await serve({
    onConnect: (_session, answer) => {
      connections += 1
      answer()
    },
  })
  const mailer = mailerFor({ port: server.port })
  for (let count = 0; count < 5; count++) await mailer.send({ ...message, id: `ntc_${count}` })
  expect([server.received.length, connections]).toEqual([5, 1])
})

test.each(['starttls', 'tls'] as const)('with %s the login and the message are encrypted', async security => {
  const certificate = selfSignedCertificate('localhost')
  const server = await serve({ ...certificate, secure: security === 'tls', authOptional: false })
  const mailer = mailerFor({ port: server.port, security, credentials: mailUser }, { ca: certificate.cert })
  expect(await mailer.send(message)).toEqual({ outcome: 'accepted' })
  expect(server.received).toMatchObject([{ secure: true, user: mailUser.user }])
})

test.each(['starttls', 'tls'] as const)(
  'with %s nothing is said to a server whose certificate nobody vouches for',
  async security => {
    const server = await serve({ ...selfSignedCertificate('localhost'), secure: security === 'tls' })
    const mailer = mailerFor({ port: server.port, security, credentials: mailUser })
    expect(await mailer.send(message)).toMatchObject({ outcome: 'delayed' })
    expect(server.received).toEqual([])
  },
)

test('a certificate for another name is none', async () => {
  const certificate = selfSignedCertificate('mail.example.com')
  const server = await serve(certificate)
  const mailer = mailerFor({ port: server.port, security: 'starttls' }, { ca: certificate.cert })
  expect(await mailer.send(message)).toMatchObject({ outcome: 'delayed' })
})

test('where STARTTLS is asked for and not offered, neither password nor message leaves', async () => {
  let logins = 0
  const server = await serve({
    onAuth: (_login, _session, answer) => {
      logins += 1
      answer(null, { user: 'x' })
    },
  })
  const mailer = mailerFor({ port: server.port, security: 'starttls', credentials: mailUser })
  expect(await mailer.send(message)).toMatchObject({
    outcome: 'delayed',
    reason: expect.stringContaining('ETLS'),
  })
  expect([logins, server.received]).toEqual([0, []])
})

test('a server that wants to be asked again gets the message the next time', async () => {
  let asked = 0
  const server = await serve({
    onRcptTo: (_address, _session, answer) => {
      asked += 1
      const later = Object.assign(new Error('4.7.1 Greylisted for ada@example.com'), { responseCode: 451 })
      answer(asked === 1 ? later : null)
    },
  })
  const mailer = mailerFor({ port: server.port })
  const first = await mailer.send(message)
  expect(first).toMatchObject({ outcome: 'delayed', reason: expect.stringContaining('451 4.7.1 at RCPT TO') })
  expect(JSON.stringify(first)).not.toContain('ada')
  expect(await mailer.send(message)).toEqual({ outcome: 'accepted' })
})

const refusing = (code: number) => (_: unknown, _session: unknown, answer: (error?: Error | null) => void) =>
  answer(Object.assign(new Error('No.'), { responseCode: code }))

test('an address that the server has no box for, and a message that it does not take, are refused for good', async () => {
  const unknown = await serve({ onRcptTo: refusing(550) })
  expect(await mailerFor({ port: unknown.port }).send(message)).toMatchObject({ outcome: 'refused' })
  const picky = await serve({
    onData: (stream, _session, answer) => {
      stream.resume().on('end', () => answer(Object.assign(new Error('Spam'), { responseCode: 554 })))
    },
  })
  expect(await mailerFor({ port: picky.port }).send(message)).toMatchObject({ outcome: 'refused' })
})

test('what the operator can mend is no refusal: a wrong password, a sender that is not allowed, a closed door', async () => {
  const guarded = await serve({ authOptional: false })
  const wrong = { user: mailUser.user, password: 'wr0ng-password' }
  const login = await mailerFor({ port: guarded.port, credentials: wrong }).send(message)
  expect(login).toMatchObject({ outcome: 'delayed', reason: expect.stringContaining('EAUTH 535') })
  expect(JSON.stringify(login)).not.toContain('wr0ng')
  const strict = await serve({ onMailFrom: refusing(550) })
  expect(await mailerFor({ port: strict.port }).send(message)).toMatchObject({ outcome: 'delayed' })
  const closed = await serve({ onConnect: (_session, answer) => answer(new Error('Not you')) })
  expect(await mailerFor({ port: closed.port }).send(message)).toMatchObject({ outcome: 'delayed' })
})

const impatient = { connectMs: 100, replyMs: 100, messageMs: 60_000 }

test('a server that says nothing, one that stops in the middle and one that hangs up cost a bounded time', async () => {
  const silent = await speak(() => {})
  const stuck = await speak(socket => socket.write('220 x\r\n'))
  const gone = await speak(socket => socket.end('220 x\r\n'))
  for (const port of [silent, stuck, gone]) {
    expect(await mailerFor({ port }, { timeouts: impatient }).send(message)).toMatchObject({
      outcome: 'delayed',
    })
  }
})

test('a server that keeps talking and never comes to the point is left when the time for a message is over', async () => {
  const port = await speak(socket => {
    socket.write('220 x\r\n')
    const talking = setInterval(() => socket.write('250-still here\r\n'), 5)
    socket.on('close', () => clearInterval(talking))
  })
  const timeouts = { connectMs: 5_000, replyMs: 5_000, messageMs: 200 }
  expect(await mailerFor({ port }, { timeouts }).send(message)).toMatchObject({
    outcome: 'delayed',
    reason: 'EABORT',
  })
})

test('nobody listens: delayed', async () => {
  const port = await speak(() => {})
  await closing.pop()?.()
  expect(await mailerFor({ port }).send(message)).toMatchObject({ outcome: 'delayed' })
})

test('words of others begin no header: not in the subject, not in the sender, not in an address', async () => {
  const server = await serve()
  const evil = 'Key\r\nBcc: victim@example.com\r\n\r\n<script>'
  const mailer = mailerFor({ port: server.port }, { from: { name: evil, address: from.address } })
  expect(await mailer.send({ ...message, subject: evil })).toEqual({ outcome: 'accepted' })
  for (const to of [
    'a@example.com\r\nRCPT TO:<b@example.com>',
    'a@x.example, b@x.example',
    '<a@x.example>',
    'a b@c.example',
    'a',
  ]) {
    expect(await mailer.send({ ...message, to })).toEqual({ outcome: 'refused', reason: 'not an address' })
  }
  const [mail, ...others] = server.received
  expect(others).toEqual([])
  expect(mail?.to).toEqual([message.to])
  const head = mail?.raw.slice(0, mail.raw.indexOf('\r\n\r\n')) ?? ''
  expect(head).not.toMatch(/^Bcc:/im)
  expect(head.match(/^Subject:/gim)).toHaveLength(1)
})
