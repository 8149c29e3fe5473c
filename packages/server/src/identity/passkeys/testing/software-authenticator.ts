import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** What a test may make it say wrongly. */
export type Deviation = {
  origin?: string
  rpId?: string
  challenge?: string
  type?: string
  counter?: number
  /** Instead of present and verified. */
  flags?: number
  crossOrigin?: boolean
  userHandle?: string
  signature?: Buffer
}

const flag = { present: 0x01, verified: 0x04, attested: 0x40 }
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()

/** One passkey in software: an ES256 key, a counter, attestation "none"; its answers are what browsers send. */
export class SoftwareAuthenticator {
  readonly credentialId: Buffer
  readonly #site: { origin: string; rpId: string }
  readonly #privateKey: KeyObject
  readonly #publicKey: KeyObject
  counter: number
  userHandle: string | null

  constructor(site: { origin: string; rpId: string }, original?: SoftwareAuthenticator) {
    this.#site = site
    this.credentialId = original?.credentialId ?? randomBytes(32)
    this.counter = original?.counter ?? 0
    this.userHandle = original?.userHandle ?? null
    const { privateKey, publicKey } = original?.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#privateKey = privateKey
    this.#publicKey = publicKey
  }

  get id(): string {
    return this.credentialId.toString('base64url')
  }

  private get keys(): { privateKey: KeyObject; publicKey: KeyObject } {
    return { privateKey: this.#privateKey, publicKey: this.#publicKey }
  }

  /** A copy as a thief would have it: the same key, and a counter of its own. */
  clone(): SoftwareAuthenticator {
    return new SoftwareAuthenticator(this.#site, this)
  }

  create(
    options: { challenge: string; user: { id: string } },
    deviation: Deviation = {},
  ): RegistrationResponseJSON {
    this.userHandle = options.user.id
    const data = this.#authenticatorData(deviation, flag.attested, this.#attestedCredential())
    const attestation = Buffer.concat([
      cborMap(3),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      cborMap(0),
      cborText('authData'),
      cborBytes(data),
    ])
    return {
      ...this.#envelope(),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, deviation).toString(
          'base64url',
        ),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  get(options: { challenge: string }, deviation: Deviation = {}): AuthenticationResponseJSON {
    const clientData = this.#clientData('webauthn.get', options.challenge, deviation)
    this.counter = deviation.counter ?? this.counter + 1
    const data = this.#authenticatorData(deviation)
    const signed = Buffer.concat([data, sha256(clientData)])
    const signature = deviation.signature ?? createSign('sha256').update(signed).sign(this.#privateKey)
    const userHandle = deviation.userHandle ?? this.userHandle
    return {
      ...this.#envelope(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle === null ? {} : { userHandle }),
      },
    }
  }

  #envelope() {
    return { id: this.id, rawId: this.id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  #clientData(type: string, challenge: string, deviation: Deviation): Buffer {
    const { origin } = this.#site
    const crossOrigin = false
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin, ...pick(deviation) }))
  }

  /** WebAuthn Level 3, section 6.1. */
  #authenticatorData(deviation: Deviation, extraFlags = 0, attested: Buffer = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(deviation.counter ?? this.counter)
    const flags = (deviation.flags ?? flag.present | flag.verified) | extraFlags
    return Buffer.concat([sha256(deviation.rpId ?? this.#site.rpId), Buffer.of(flags), counter, attested])
  }

  /** AAGUID, length, id, and the public key as COSE (RFC 9053, section 7.1.1). */
  #attestedCredential(): Buffer {
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' })
    const cose = Buffer.concat([
      Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
      cborBytes(Buffer.from(x, 'base64url')),
      Buffer.of(0x22),
      cborBytes(Buffer.from(y, 'base64url')),
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.credentialId.length)
    return Buffer.concat([Buffer.alloc(16), length, this.credentialId, cose])
  }
}

function pick({ origin, challenge, type, crossOrigin }: Deviation) {
  return Object.fromEntries(
    Object.entries({ origin, challenge, type, crossOrigin }).filter(([, value]) => value !== undefined),
  )
}

function cborMap(size: number): Buffer {
  return Buffer.of(0xa0 | size)
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 | text.length), Buffer.from(text)])
}

/** In the shortest form, as authenticators have to (CTAP 2.1, section 8). */
function cborBytes(bytes: Buffer): Buffer {
  const { length } = bytes
  const head = length < 256 ? Buffer.of(0x58, length) : Buffer.of(0x59, length >> 8, length & 0xff)
  return Buffer.concat([head, bytes])
}
