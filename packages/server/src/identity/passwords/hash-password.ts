/**
 * Passwords at rest: argon2id with 19 MiB, two passes and one lane (OWASP's first recommendation), a salt of their own,
 * in PHC form. Hashing runs on Node's threads, which the journal writes on too: two at a time, and a short queue.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { EngineError } from '@keyturn/engine'

type Costs = { memoryKib: number; passes: number; lanes: number }
type Parsed = Costs & { salt: Buffer; tag: Buffer }

const costs: Costs = { memoryKib: 19_456, passes: 2, lanes: 1 }
const tagBytes = 32
const saltBytes = 16
const atOnce = 2
const waitingMax = 100

const derive = promisify(argon2)
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** What nobody's password is compared with, so that there being nobody takes as long as a wrong password. */
const nobodys: Parsed = { ...costs, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) }

/** Throws `overloaded` when too many passwords wait. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const tag = await tagOf(password, { ...costs, salt })
  const { memoryKib, passes, lanes } = costs
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`
}

/** Whether it is the password of this hash; `null` is nobody's, which takes as long. Throws `overloaded`. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const stored = hash === null ? null : parse(hash)
  const { tag, ...input } = stored ?? nobodys
  const derived = await tagOf(password, input)
  const isEqual = derived.length === tag.length && timingSafeEqual(derived, tag)
  return isEqual && stored !== null
}

function parse(hash: string): Parsed | null {
  const [, memory, passes, lanes, salt, tag] = phc.exec(hash) ?? []
  if (salt === undefined || tag === undefined) return null
  return {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** PHC leaves the padding out. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

let running = 0
const waiting: (() => void)[] = []

async function tagOf(password: string, { salt, ...input }: Omit<Parsed, 'tag'>): Promise<Buffer> {
  await turn()
  try {
    return await derive('argon2id', {
      // One spelling of what looks the same on all keyboards (NIST SP 800-63B, section 3.1.1.2).
      message: password.normalize('NFKC'),
      nonce: salt,
      memory: input.memoryKib,
      passes: input.passes,
      parallelism: input.lanes,
      tagLength: tagBytes,
    })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

async function turn(): Promise<void> {
  if (running < atOnce) {
    running += 1
    return
  }
  if (waiting.length >= waitingMax) {
    throw new EngineError('overloaded', 'Many people sign in at this moment. Try again shortly.', {
      retryAfterSeconds: 5,
    })
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  waiting.push(resolve)
  await promise
}
