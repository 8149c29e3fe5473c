/**
 * Loaded into a server before its own code: beside each key that the bench has seeded stand so many more in the key
 * table, as if they had come out of the database, which would take most of an hour to write and to read for ten million.
 */
import { randomFillSync } from 'node:crypto'
import { type KeyRecord, KeyTable } from '@keyturn/core'

const copies = Number(process.env['BENCH_COPIES'] ?? 0)
const digests = Buffer.allocUnsafe(32 * 4_096)
let used = digests.length
let made = 0

function randomDigest(): Uint8Array {
  if (used === digests.length) {
    randomFillSync(digests)
    used = 0
  }
  used += 32
  return digests.subarray(used - 32, used)
}

/** As the key that stands there, with a digest and ids that nobody else has. */
function copyOf(record: KeyRecord): KeyRecord {
  const digits = String(made++).padStart(16, '0')
  const keyId = record.keyId.slice(0, 14) + digits
  const secretId = record.secretId.slice(0, 14) + digits
  const publicJson = record.publicJson.replace(record.keyId, keyId)
  return { ...record, digest: randomDigest(), keyId, secretId, publicJson }
}

const { put } = KeyTable.prototype
KeyTable.prototype.put = function (this: KeyTable, record) {
  if (record.publicJson.includes('"name":"Key '))
    for (let copy = 0; copy < copies; copy++) Reflect.apply(put, this, [copyOf(record)])
  return Reflect.apply(put, this, [record])
}
