import { describe, expect, test } from 'vitest'
import { readMadePasskey, registrationOptions } from './register-passkey.ts'
import { relyingParty } from './relying-party.ts'
import { type Deviation, SoftwareAuthenticator } from './testing/software-authenticator.ts'
import { authenticationOptions, readPasskeyUse } from './use-passkey.ts'

const party = { id: 'keys.example', origin: 'https://keys.example', name: 'Keyturn' }
const user = { id: 'usr_1', email: 'ada@example.com', name: null }
const present: [] = []

async function made() {
  const authenticator = new SoftwareAuthenticator({ origin: party.origin, rpId: party.id })
  const options = await registrationOptions({ party, user, present })
  const { challenge } = options
  const passkey = await readMadePasskey({ party, challenge, response: authenticator.create(options) })
  if (!passkey) throw new Error('no passkey was made')
  return { authenticator, passkey: { ...passkey, userId: user.id } }
}

describe('the site of passkeys', () => {
  test('is the installation by name, over https or on this machine', () => {
    expect(relyingParty('https://keys.example:8443/base')).toMatchObject({
      id: 'keys.example',
      origin: 'https://keys.example:8443',
    })
    expect(relyingParty('http://localhost:8787')?.id).toBe('localhost')
    const without = ['', 'http://keys.example', 'http://127.0.0.1:8787', 'https://[::1]', 'https://10.0.0.1']
    expect(without.map(relyingParty)).toEqual(without.map(() => null))
  })
})

describe('a passkey', () => {
  test('is made and used with what browsers send', async () => {
    const { authenticator, passkey } = await made()
    expect(passkey).toMatchObject({ credentialId: authenticator.credentialId, counter: 0, backedUp: false })
    const options = await authenticationOptions(party)
    const response = authenticator.get(options)
    const use = await readPasskeyUse({ party, challenge: options.challenge, response, passkey })
    expect(use).toEqual({ counter: 1, backedUp: false })
  })

  test('is asked for so that it is found without a name and knows its holder, and not made twice', async () => {
    const { passkey } = await made()
    const options = await registrationOptions({ party, user, present: [passkey] })
    expect(options).toMatchObject({
      rp: { id: 'keys.example' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: passkey.credentialId.toString('base64url') }],
    })
    const asking = await authenticationOptions(party)
    expect(asking).toMatchObject({ rpId: 'keys.example', userVerification: 'required' })
    expect(asking.allowCredentials ?? []).toEqual([])
    expect((await authenticationOptions(party)).challenge).not.toBe(asking.challenge)
  })

  const wrong: [string, Deviation][] = [
    ['of another site', { origin: 'https://keys.example.evil' }],
    ['of another scheme', { origin: 'http://keys.example' }],
    ['of another port', { origin: 'https://keys.example:8443' }],
    ['of a subdomain', { origin: 'https://a.keys.example' }],
    ['for another relying party', { rpId: 'example' }],
    ['to another challenge', { challenge: 'AAAA' }],
    ['without the holder', { flags: 0x04 }],
    ['of a holder who was not verified', { flags: 0x01 }],
    ['from a frame of another site', { crossOrigin: true }],
  ]
  test.each(wrong)('is not made by an answer %s', async (_, deviation) => {
    const authenticator = new SoftwareAuthenticator({ origin: party.origin, rpId: party.id })
    const options = await registrationOptions({ party, user, present })
    const response = authenticator.create(options, deviation)
    expect(await readMadePasskey({ party, challenge: options.challenge, response })).toBeNull()
  })

  test.each([
    ...wrong,
    ['of the other ceremony', { type: 'webauthn.create' }],
    ['for another person', { userHandle: Buffer.from('usr_2').toString('base64url') }],
    ['with another signature', { signature: Buffer.alloc(70) }],
  ] as [string, Deviation][])('does not sign in by an answer %s', async (_, deviation) => {
    const { authenticator, passkey } = await made()
    const { challenge } = await authenticationOptions(party)
    const response = authenticator.get({ challenge }, deviation)
    expect(await readPasskeyUse({ party, challenge, response, passkey })).toBeNull()
  })

  test('does not sign in by the answer of another passkey under its id', async () => {
    const { passkey } = await made()
    const { authenticator: other } = await made()
    const { challenge } = await authenticationOptions(party)
    const id = passkey.credentialId.toString('base64url')
    const response = { ...other.get({ challenge }), id, rawId: id }
    expect(await readPasskeyUse({ party, challenge, response, passkey })).toBeNull()
  })

  test('does not sign in by what is no answer at all', async () => {
    const { authenticator, passkey } = await made()
    const { challenge } = await authenticationOptions(party)
    const whole = authenticator.get({ challenge })
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      for (const text of ['', '!', 'AAAA', '{"type":"webauthn.get"}']) {
        const response = { ...whole, response: { ...whole.response, [part]: text } }
        expect(await readPasskeyUse({ party, challenge, response, passkey })).toBeNull()
      }
    }
  })
})
