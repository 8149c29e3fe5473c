import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ada, type StartedServer, startServer } from '../testing/start-server.ts'
import { credentials, type StartedSmtpServer, startSmtpServer } from '../testing/start-smtp-server.ts'
import { EmailQueue } from './email-queue.ts'

let started: StartedServer
let smtp: StartedSmtpServer
beforeEach(async () => {
  started = await startServer()
  smtp = await startSmtpServer()
})
afterEach(async () => {
  await started.server.close()
  await smtp.close()
})

const settings = (change: object = {}) => ({
  host: '127.0.0.1',
  port: smtp.port,
  security: 'none',
  sender: 'sales@acme.example',
  ...credentials,
  ...change,
})
const message = { subject: 'Your autumn', text: 'Hello Ada,\nshall we talk?', purpose: 'Autumn campaign' }

async function createEmail(key: string, fields: object = {}) {
  const leadId = (await started.call(key, 'POST /v1/leads', { ...ada, ...fields })).json().id
  return started.call(key, 'POST /v1/emails', { leadId, ...message })
}

/** The e-mail as soon as nothing more will happen to it; `close` waits for what is being sent. */
async function emailAfterClose(id: string) {
  await started.server.close()
  return started.dataSets.live
    .prepare<[string], { status: string; failure: string; attempts: number }>(
      'select status, failure, attempts from emails where id = ?',
    )
    .get(id)
}

describe('an e-mail', () => {
  test('is queued and then really sent, through the server of the organization', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    const queued = await createEmail('acme-live')
    expect(queued.statusCode).toBe(202)
    expect(queued.json()).toMatchObject({
      status: 'queued',
      recipient: ada.email,
      purpose: 'Autumn campaign',
      credits: 2,
      createdByKeyName: 'acme-live',
    })
    await smtp.received(1)
    expect(smtp.messages).toMatchObject([{ sender: 'sales@acme.example', recipients: [ada.email] }])
    expect(smtp.messages[0]?.text).toContain('Subject: Your autumn')
    expect(smtp.messages[0]?.text).toContain('shall we talk?')
    expect(await emailAfterClose(queued.json().id)).toMatchObject({ status: 'sent', attempts: 1 })
  })

  test('never leaves the sandbox, whatever is configured there', async () => {
    await started.call('acme-test', 'PUT /v1/smtp', settings())
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    const simulated = await createEmail('acme-test')
    expect(simulated.json()).toMatchObject({ status: 'simulated', credits: 0 })
    const test = await started.call('acme-test', 'POST /v1/smtp/test', { to: ada.email })
    expect(test.json()).toEqual({ status: 'simulated', to: ada.email })
    const live = await createEmail('acme-live', { email: 'live@analytical.example' })
    await smtp.received(1)
    await started.server.close()
    expect(live.statusCode).toBe(202)
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([['live@analytical.example']])
  })

  test("goes through no other organization's server", async () => {
    await started.call('globex-live', 'PUT /v1/smtp', settings())
    expect((await createEmail('acme-live')).json()).toMatchObject({
      status: 409,
      code: 'smtp_not_configured',
    })
    await started.server.close()
    expect(smtp.messages).toEqual([])
  })

  test('that the server refuses for good is failed at once', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    const { id } = (await createEmail('acme-live', { email: 'nobody@analytical.example' })).json()
    const email = await emailAfterClose(id)
    expect(email).toMatchObject({
      status: 'failed',
      attempts: 1,
      failure: 'The server refused the sender or the recipient.',
    })
  })

  test('waits for another attempt while the server is away', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    await smtp.close()
    const { id } = (await createEmail('acme-live')).json()
    expect(await emailAfterClose(id)).toMatchObject({ status: 'queued', attempts: 1 })
  })

  test('cannot carry headers of its own in the subject', async () => {
    const leadId = (await started.call('acme-test', 'POST /v1/leads', ada)).json().id
    const subject = 'Hi\r\nBcc: everybody@acme.example'
    const answer = await started.call('acme-test', 'POST /v1/emails', { leadId, subject, text: 'x' })
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ pointer: '/subject' }] })
  })
})

describe('SMTP settings', () => {
  test('never show the password again, and no database holds it in clear', async () => {
    const put = await started.call('acme-live', 'PUT /v1/smtp', settings())
    const get = await started.call('acme-live', 'GET /v1/smtp')
    expect(put.json()).toEqual(get.json())
    expect(get.json()).toMatchObject({ username: 'sales', hasPassword: true })
    expect(put.body + get.body).not.toContain(credentials.password)
    const stored = started.dataSets.live.serialize()
    expect(stored.includes(credentials.username)).toBe(true)
    expect(stored.includes(credentials.password)).toBe(false)
  })

  test('a test message is really sent', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    const answer = await started.call('acme-live', 'POST /v1/smtp/test', { to: 'me@acme.example' })
    expect(answer.json()).toEqual({ status: 'sent', to: 'me@acme.example' })
    expect(smtp.messages).toMatchObject([{ recipients: ['me@acme.example'] }])
  })

  test('after a loss of the sealing key, a test message says what to do', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    started.dataSets.sealingKey.fill(0)
    const answer = await started.call('acme-live', 'POST /v1/smtp/test', { to: 'me@acme.example' })
    expect(answer.json()).toMatchObject({
      status: 502,
      detail: expect.stringContaining('Send the settings again'),
    })
  })

  test('a test message says why it was not sent, without what the server said', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings({ password: 'wrong' }))
    const answer = await started.call('acme-live', 'POST /v1/smtp/test', { to: 'me@acme.example' })
    expect(answer.json()).toMatchObject({
      status: 502,
      code: 'smtp_failed',
      detail: 'The server refused the user name or the password.',
    })
  })

  test.each([
    [{ host: '10.0.0.1' }, '/security'],
    [{ host: 'a b' }, '/host'],
    [{ password: undefined }, '/password'],
    [{ username: undefined }, '/password'],
    [{ port: 0 }, '/port'],
    [{ sender: 'nobody' }, '/sender'],
  ])('refuses %j at %s', async (change, pointer) => {
    const answer = await started.call('acme-live', 'PUT /v1/smtp', settings(change))
    expect(answer.json()).toMatchObject({ status: 422, code: 'invalid_input', errors: [{ pointer }] })
  })

  test('a private address is not connected to, unless the operator has allowed it', async () => {
    await started.call('acme-live', 'PUT /v1/smtp', settings({ host: 'localhost', security: 'starttls' }))
    const answer = await started.call('acme-live', 'POST /v1/smtp/test', { to: 'me@acme.example' })
    expect(answer.json()).toMatchObject({ status: 502, detail: 'The host has no public address.' })
  })

  test('what a process that died was sending is failed, not sent twice', async () => {
    const { live } = started.dataSets
    await started.call('acme-live', 'PUT /v1/smtp', settings())
    const { id } = (await createEmail('acme-live')).json()
    await smtp.received(1)
    await started.server.close()
    live.prepare(`update emails set status = 'sending' where id = ?`).run(id)
    const mail = { sealingKey: started.dataSets.sealingKey, allowedHosts: ['127.0.0.1'] }
    const onError = (error: unknown) => {
      throw error
    }
    const queue = new EmailQueue({ database: live, mail, onError })
    queue.wake()
    await queue.close()
    const row = live.prepare('select status, failure from emails').get()
    expect(row).toEqual({ status: 'failed', failure: 'Interrupted; it may have been sent.' })
    expect(smtp.messages).toHaveLength(1)
  })
})
