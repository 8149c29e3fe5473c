import { randomFillSync } from 'node:crypto'
import { alphabet } from './base32.ts'

const poolBytes = 8_192
const pool = Buffer.allocUnsafe(poolBytes)
const poolCodes = Buffer.allocUnsafe(poolBytes)
let poolDigits = ''
let poolOffset = poolBytes

/** The code of a digit for each byte, by its last five bits. */
const digitCodes = Uint8Array.from({ length: 256 }, (_, byte) => alphabet.charCodeAt(byte & 31))
/** Two digits at once, by their ten bits. */
const digitPairs: readonly string[] = Array.from(
  { length: 1_024 },
  (_, bits) => alphabet.charAt(bits >>> 5) + alphabet.charAt(bits & 31),
)

/** Of 62 random bits 60 fill the last digits; the first two share theirs with version, sequence and variant. */
const randomDigits = 12
const version = 0x70000
const variant = 0x8

let lastMs = 0
let timeDigits = encodeTime(0)
let sequence = 0

/**
 * A UUIDv7 (RFC 9562, section 5.7) as 26 base32 digits. The 12 bits after the version count within a millisecond, so
 * that ids of one process sort in the order in which they were made, also if the clock steps back.
 */
export function uuid7Digits(nowMs: number): string {
  const shared = advance(nowMs)
  const random = poolDigits.slice(poolOffset - randomDigits, poolOffset)
  return timeDigits + pairOf(shared >>> 10) + pairOf(shared) + random
}

/** The same as 16 bytes. */
export function uuid7Bytes(nowMs: number, bytes: Uint8Array): void {
  writeBytes(bytes, advance(nowMs), poolOffset - randomDigits)
}

/** Goes on to the next id; answers the 20 bits between its time and its last digits, which end at `poolOffset`. */
function advance(nowMs: number): number {
  if (nowMs > lastMs) moveTo(nowMs)
  else if (sequence === 0xfff) moveTo(lastMs + 1)
  else sequence += 1
  if (poolOffset + randomDigits >= poolBytes) refill()
  const shared = version | (sequence << 4) | variant | ((pool[poolOffset] ?? 0) & 3)
  poolOffset += 1 + randomDigits
  return shared
}

function writeBytes(bytes: Uint8Array, shared: number, random: number): void {
  const high = Math.floor(lastMs / 0x1_0000)
  bytes[0] = high >>> 24
  bytes[1] = high >>> 16
  bytes[2] = high >>> 8
  bytes[3] = high
  bytes[4] = lastMs / 0x100
  bytes[5] = lastMs
  const left = sixDigits(random)
  const right = sixDigits(random + 6)
  bytes[6] = shared >>> 12
  bytes[7] = shared >>> 4
  bytes[8] = (shared << 4) | (left >>> 26)
  bytes[9] = left >>> 18
  bytes[10] = left >>> 10
  bytes[11] = left >>> 2
  bytes[12] = (left << 6) | (right >>> 24)
  bytes[13] = right >>> 16
  bytes[14] = right >>> 8
  bytes[15] = right
}

/** 30 random bits. */
function sixDigits(offset: number): number {
  let value = 0
  for (let at = offset; at < offset + 6; at++) value = (value << 5) | ((pool[at] ?? 0) & 31)
  return value
}

function moveTo(ms: number): void {
  lastMs = ms
  timeDigits = encodeTime(ms)
  sequence = 0
}

/** The system's generator costs more than the rest of an id, so it is asked for many at a time. */
function refill(): void {
  randomFillSync(pool)
  for (let index = 0; index < poolBytes; index++) poolCodes[index] = digitCodes[pool[index] ?? 0] ?? 0
  poolDigits = poolCodes.toString('latin1')
  poolOffset = 0
}

/** The 48 bits of a time as ten digits. */
function encodeTime(ms: number): string {
  const high = Math.floor(ms / 0x10_0000)
  const low = ms % 0x10_0000
  return pairOf(high >>> 20) + pairOf(high >>> 10) + pairOf(high) + pairOf(low >>> 10) + pairOf(low)
}

function pairOf(bits: number): string {
  return digitPairs[bits & 1_023] ?? ''
}
