import { createSign, generateKeyPairSync } from 'node:crypto'

export type Certificate = { key: string; cert: string }

const tags = { integer: 2, bits: 3, octets: 4, oid: 6, text: 12, time: 24, sequence: 48, set: 49 }
const ecdsaWithSha256 = '06082a8648ce3d040302'
const commonName = '0603550403'
const subjectAltName = '0603551d11'
const basicConstraints = '0603551d13'

/** A fresh certificate for a host name that nobody has signed but its own key (X.509 v3, ECDSA on P-256). */
export function selfSignedCertificate(host: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(tags.sequence, hex(ecdsaWithSha256))
  const name = der(
    tags.sequence,
    der(tags.set, der(tags.sequence, hex(commonName), der(tags.text, Buffer.from(host)))),
  )
  const body = der(
    tags.sequence,
    der(0xa0, der(tags.integer, Buffer.of(2))),
    der(tags.integer, Buffer.of(1)),
    algorithm,
    name,
    der(tags.sequence, time('20200101000000Z'), time('20990101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(tags.sequence, extension(basicConstraints, hex('30030101ff')), hostsOf(host))),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const whole = der(tags.sequence, body, algorithm, der(tags.bits, Buffer.of(0), signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

function hostsOf(host: string): Buffer {
  return extension(subjectAltName, der(tags.sequence, der(0x82, Buffer.from(host))))
}

function extension(oid: string, value: Buffer): Buffer {
  return der(tags.sequence, hex(oid), der(tags.octets, value))
}

function time(text: string): Buffer {
  return der(tags.time, Buffer.from(text))
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

/** One value in DER: tag, length, content. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), content])
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 255), content])
}
