import { rm, writeFile } from 'node:fs/promises'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, goodPassword } from '../../testing/browser.ts'
import { openTestServer, type TestAnswer, type TestServer } from '../../testing/open-test-server.ts'
import { makeMember, makePerson, signInAs, type TestPerson } from '../../testing/people.ts'

type Pending = { token: string; methods: string[] }

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let server: TestServer
  beforeAll(async () => {
    server = await openTestServer({ database, trustedProxies: ['127.0.0.1/32'] })
  })
  afterAll(() => server.close())

  const codeAt = (secret: string, stepsAhead = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + stepsAhead * 30 })

  /** Lets codes pass again that were used, as if time had gone by. */
  const forgetStep = ({ userId }: TestPerson) =>
    server.test
      .context()
      .storage.transaction(tx =>
        tx.updateTable('totp_credentials').set({ last_step: null }).where('user_id', '=', userId).execute(),
      )

  async function enrol(browser: Browser) {
    const { json } = await browser.call('POST', '/v1/account/totp')
    const { secret, uri } = json as { secret: string; uri: string }
    const body = { code: codeAt(secret) }
    const confirmed = await browser.call('POST', '/v1/account/totp/confirmation', { body })
    return { secret, uri, confirmed }
  }

  /** Somebody with an authenticator app, signed in. */
  async function enrolled() {
    const person = await makePerson(server)
    const { browser } = await signInAs(server, person)
    const { secret, uri, confirmed } = await enrol(browser)
    const { recoveryCodes } = confirmed.json as { recoveryCodes: string[] }
    return { person, browser, secret, uri, recoveryCodes }
  }

  async function firstStep(person: TestPerson, from?: string) {
    const { browser, answer } = await signInAs(server, person, { from })
    const { status, pending } = answer.json as { status: string; pending: Pending | null }
    const second = (body: object) =>
      browser.call('POST', '/v1/session/second-factor', { body: { token: pending?.token, ...body } })
    return { browser, status, pending, second }
  }
  const refused = (code: string) => ({ json: { code } })

  test('an authenticator app is set up with a secret that is shown once, and recovery codes', async () => {
    const { browser, secret, uri, recoveryCodes } = await enrolled()
    expect(uri).toMatch(/^otpauth:\/\/totp\/Keyturn%20localhost:usr_[^?]+\?secret=/)
    expect(new URL(uri).searchParams.get('secret')).toBe(secret)
    expect(recoveryCodes).toHaveLength(10)
    const { json, text } = await browser.call('GET', '/v1/account/second-factors')
    expect(json).toMatchObject({ totp: { confirmedAt: expect.any(String) }, recoveryCodesLeft: 10 })
    for (const word of [secret, ...recoveryCodes]) expect(text).not.toContain(word)
    const log = server.logLines.join('')
    for (const word of [secret, ...recoveryCodes]) expect(log).not.toContain(word)
  })

  test('a wrong code of an app that is being set up is told without recovery codes: there are none yet', async () => {
    const { browser } = await signInAs(server, await makePerson(server))
    await browser.call('POST', '/v1/account/totp')
    const body = { code: '000000' }
    const { json } = await browser.call('POST', '/v1/account/totp/confirmation', { body })
    expect(json).toMatchObject({ code: 'invalid_second_factor', detail: expect.stringMatching(/the app/) })
    expect(JSON.stringify(json)).not.toContain('recovery')
  })

  test('after the password a second step is asked for, and no cookie is set before it', async () => {
    const { person, secret } = await enrolled()
    const { browser, status, pending, second } = await firstStep(person)
    expect({ status, pending }).toMatchObject({
      status: 'second_factor_required',
      pending: { methods: ['totp', 'recovery_code'] },
    })
    expect(browser.cookie).toBeNull()
    expect(await second({ code: codeAt(secret, 1) })).toMatchObject({
      status: 200,
      json: { status: 'signed_in' },
    })
    const { json } = await browser.call('GET', '/v1/session')
    expect(json).toMatchObject({ method: 'password', secondFactorAt: expect.any(String) })
  })

  test('a code is good once, in whatever spelling, and a token for one sign-in', async () => {
    const { person, secret } = await enrolled()
    const code = codeAt(secret, 1)
    const { second } = await firstStep(person)
    expect((await second({ code })).status).toBe(200)
    expect(await second({ code: codeAt(secret, 1) })).toMatchObject(refused('challenge_expired'))
    for (const spelled of [code, `${code.slice(0, 3)} ${code.slice(3)}`, ` ${code}`]) {
      const again = await firstStep(person)
      expect(await again.second({ code: spelled })).toMatchObject(refused('invalid_second_factor'))
      expect(again.browser.cookie).toBeNull()
    }
  })

  test('a second step that was waiting when the password changed signs nobody in', async () => {
    const { person, browser: holder, secret } = await enrolled()
    const { second, browser } = await firstStep(person)
    const body = { password: 'nine slow otters float' }
    expect((await holder.call('PUT', '/v1/account/password', { body })).status).toBe(204)
    expect(await second({ code: codeAt(secret, 1) })).toMatchObject(refused('challenge_expired'))
    expect(browser.cookie).toBeNull()
  })

  test('a second step that is written down after the password changed signs nobody in', async () => {
    const { person, browser: holder, secret } = await enrolled()
    const { second } = await firstStep(person)
    const { storage } = server.test.context()
    const begun = storage.lookups.selectFrom('challenges').selectAll().where('user_id', '=', person.userId)
    const late = await begun.where('purpose', '=', 'second_factor').executeTakeFirstOrThrow()
    const body = { password: 'nine slow otters float' }
    expect((await holder.call('PUT', '/v1/account/password', { body })).status).toBe(204)
    await storage.transaction(tx => tx.insertInto('challenges').values(late).execute())
    expect(await second({ code: codeAt(secret, 1) })).toMatchObject(refused('invalid_credentials'))
  })

  test('a recovery code signs in once, and how many are left is shown', async () => {
    const { person, recoveryCodes } = await enrolled()
    const recoveryCode = recoveryCodes[3]?.toUpperCase().replaceAll('-', ' ')
    const first = await firstStep(person)
    expect((await first.second({ recoveryCode })).status).toBe(200)
    const { json } = await first.browser.call('GET', '/v1/account/second-factors')
    expect(json).toMatchObject({ recoveryCodesLeft: 9 })
    const again = await firstStep(person)
    expect(await again.second({ recoveryCode })).toMatchObject(refused('invalid_second_factor'))
  })

  test('five wrong codes end a sign-in, ten all of them for a while, and a right one is not believed then', async () => {
    const { person, secret } = await enrolled()
    await forgetStep(person)
    const answers: TestAnswer[] = []
    for (let round = 0; round < 3; round++) {
      const { second } = await firstStep(person)
      for (let index = 0; index < 6; index++) answers.push(await second({ code: '000000' }))
    }
    const codes = answers.map(({ json }) => (json as { code: string }).code)
    expect(codes.slice(0, 6)).toEqual([...Array(5).fill('invalid_second_factor'), 'challenge_expired'])
    expect(codes.slice(12, 17)).toEqual(Array(5).fill('rate_limited'))
    const last = await (await firstStep(person)).second({ code: codeAt(secret) })
    expect(last).toMatchObject(refused('rate_limited'))
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  /** Wrong codes of somebody who knows the password, until they are refused for a while; answers how many were looked at. */
  async function guess(person: TestPerson, from: string): Promise<number> {
    for (let looked = 0; ; ) {
      const { second } = await firstStep(person, from)
      for (let index = 0; index < 5; index++) {
        const { code } = (await second({ code: '000000' })).json as { code: string }
        if (code === 'rate_limited') return looked
        looked += 1
      }
    }
  }

  test('codes that others try from one place keep nobody from signing in at another one', async () => {
    const { person, secret } = await enrolled()
    expect(await guess(person, '198.51.100.1')).toBe(10)
    const { second } = await firstStep(person, '203.0.113.1')
    expect((await second({ code: codeAt(secret, 1) })).status).toBe(200)
  })

  test('codes that others try from many places are thirty a day, and keep nobody from where they were before', async () => {
    const { person, secret, recoveryCodes } = await enrolled()
    const places = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.5']
    const looked: number[] = []
    for (const place of places) looked.push(await guess(person, place))
    expect(looked).toEqual([10, 10, 10, 0, 0])
    const elsewhere = await firstStep(person, '203.0.113.1')
    expect(await elsewhere.second({ code: codeAt(secret, 1) })).toMatchObject(refused('rate_limited'))
    expect((await elsewhere.second({ recoveryCode: recoveryCodes[0] })).status).toBe(200)
    const home = await firstStep(person)
    expect((await home.second({ code: codeAt(secret, 1) })).status).toBe(200)
  })

  test('a code that passed makes its place known; a password alone makes none, nor does another account', async () => {
    const [ada, eve] = [await enrolled(), await enrolled()]
    const abroad = await firstStep(ada.person, '203.0.113.1')
    expect((await abroad.second({ code: codeAt(ada.secret, 1) })).status).toBe(200)
    for (const { person } of [ada, eve]) {
      await forgetStep(person)
      for (const place of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) await guess(person, place)
    }
    const again = await firstStep(ada.person, '203.0.113.1')
    expect((await again.second({ code: codeAt(ada.secret) })).status).toBe(200)
    const beside = await firstStep(eve.person, '203.0.113.1')
    expect(await beside.second({ code: codeAt(eve.secret) })).toMatchObject(refused('rate_limited'))
  })

  test('what others try at a sign-in keeps nobody who is signed in from proving who they are', async () => {
    const { person, browser, secret } = await enrolled()
    await forgetStep(person)
    for (let round = 0; round < 3; round++) {
      const { second } = await firstStep(person)
      for (let index = 0; index < 5; index++) await second({ code: '000000' })
    }
    expect(await (await firstStep(person)).second({ code: '000000' })).toMatchObject(refused('rate_limited'))
    const prove = (code: string) =>
      browser.call('POST', '/v1/session/reauthentication', { body: { password: goodPassword, code } })
    expect((await prove(codeAt(secret))).status).toBe(204)
    for (let wrong = 0; wrong < 10; wrong++)
      expect(await prove('000000')).toMatchObject(refused('invalid_second_factor'))
    expect(await prove(codeAt(secret, 1))).toMatchObject(refused('rate_limited'))
  })

  test('sixteen at once with one code: one gets in', async () => {
    const { person, secret } = await enrolled()
    const code = codeAt(secret, 1)
    const steps = await Promise.all(Array.from({ length: 8 }, () => firstStep(person)))
    const answers = await Promise.all(steps.flatMap(({ second }) => [second({ code }), second({ code })]))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('who adds or removes a factor is signed out everywhere else, and has to have proven who they are', async () => {
    const person = await makePerson(server)
    const [{ browser }, other] = [await signInAs(server, person), await signInAs(server, person)]
    const before = browser.cookie
    await enrol(browser)
    expect(browser.cookie).not.toBe(before)
    expect(await other.browser.call('GET', '/v1/session')).toMatchObject(refused('session_ended'))
    await server.test
      .context()
      .storage.transaction(tx =>
        tx
          .updateTable('sessions')
          .set({ authenticated_at: 0 })
          .where('user_id', '=', person.userId)
          .execute(),
      )
    for (const [method, path] of [
      ['POST', '/v1/account/totp'],
      ['DELETE', '/v1/account/totp'],
      ['POST', '/v1/account/recovery-codes'],
      ['POST', '/v1/account/passkeys/options'],
    ] as const)
      expect(await browser.call(method, path)).toMatchObject(refused('reauthentication_required'))
  })

  test('who has a second factor proves again who they are with it, too, each code once', async () => {
    const { browser, secret, recoveryCodes } = await enrolled()
    const password = goodPassword
    const forgetProof = () =>
      server.test
        .context()
        .storage.transaction(tx => tx.updateTable('sessions').set({ authenticated_at: 0 }).execute())
    const prove = (body: object) => browser.call('POST', '/v1/session/reauthentication', { body })
    const sensitive = async () => (await browser.call('POST', '/v1/account/recovery-codes')).status
    await forgetProof()
    expect(await prove({ password })).toMatchObject({ status: 403, json: { code: 'second_factor_required' } })
    const code = codeAt(secret, 1)
    expect(await prove({ password: 'not the password', code })).toMatchObject(refused('invalid_credentials'))
    expect(await prove({ password, code: '000000' })).toMatchObject(refused('invalid_second_factor'))
    const both = { password, code, recoveryCode: recoveryCodes[0] }
    expect(await prove(both)).toMatchObject({ status: 422, json: { errors: [{ pointer: '/code' }] } })
    expect(await sensitive()).toBe(403)
    const before = browser.cookie
    expect((await prove({ password, code })).status).toBe(204)
    expect(browser.cookie).not.toBe(before)
    await forgetProof()
    expect(await prove({ password, code })).toMatchObject(refused('invalid_second_factor'))
    expect((await prove({ password, recoveryCode: recoveryCodes[1] })).status).toBe(204)
    await forgetProof()
    const again = { password, recoveryCode: recoveryCodes[1] }
    expect(await prove(again)).toMatchObject(refused('invalid_second_factor'))
    expect(await sensitive()).toBe(403)
  })

  test('an organization that asks for a second factor lets nobody act there without one', async () => {
    const person = await makePerson(server)
    const organizationId = await makeMember(server, person, { permissions: ['administer'] })
    const keyPolicy = { requireMfa: true }
    await server.client().organizations.update(organizationId, { keyPolicy })
    const { browser } = await signInAs(server, person)
    const act = () => browser.call('GET', `/v1/keys?organizationId=${organizationId}`)
    expect(await act()).toMatchObject({ status: 403, json: { code: 'mfa_required' } })
    expect(await browser.call('GET', '/v1/session')).toMatchObject({
      status: 200,
      json: { lacks: 'second_factor', scopes: [] },
    })
    await enrol(browser)
    expect((await act()).status).toBe(200)
    expect((await browser.call('DELETE', '/v1/account/totp')).status).toBe(204)
    expect(await act()).toMatchObject(refused('mfa_required'))
  })

  test('on a sealed server recovery codes sign in, and codes of the app say why they do not', async () => {
    const { person, secret, recoveryCodes } = await enrolled()
    const kekFile = `${server.test.dataDirectory}.kek`
    // As after a restart without the file: nothing is in memory, and the file is another one.
    const { vault } = server.test.context()
    await rm(kekFile)
    await writeFile(kekFile, '', { mode: 0o600 })
    await vault.open()
    expect(vault.problem).not.toBeNull()
    const { second } = await firstStep(person)
    expect(await second({ code: codeAt(secret, 1) })).toMatchObject({ status: 503, json: { code: 'sealed' } })
    expect((await second({ recoveryCode: recoveryCodes[0] })).status).toBe(200)
    const without = await makePerson(server)
    const { browser, answer } = await signInAs(server, without)
    expect(answer).toMatchObject({ json: { status: 'signed_in' } })
    expect(await browser.call('POST', '/v1/account/totp')).toMatchObject(refused('sealed'))
  })
})
