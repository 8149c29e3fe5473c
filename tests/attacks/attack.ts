import type { ProblemCode } from '@keyturn/contract'
import type { AttackId } from './catalogue.ts'
import type { Subject } from './subject.ts'

/** What must come back. Whatever is refused must have changed nothing; `runAttack` looks. */
export type Gets = {
  status?: number | readonly number[]
  /** Of a problem; the status follows from it. */
  code?: ProblemCode | readonly ProblemCode[]
  /** Of a verdict; the status is 200. */
  verdict?: string
  /** Names in lower case. */
  headers?: Readonly<Record<string, string>>
  /** What the body holds somewhere, such as the pointer of an error. */
  holds?: string
  /** What the body must not hold. */
  hides?: string
}

/** One input and what it must get. */
export type Attack = {
  id: AttackId
  name: string
  /** The bytes of a connection; text is Latin-1, so that any byte can be written. */
  send: (subject: Subject) => string | Buffer
  gets: Gets
}

/** A course of several steps, which says itself what must hold. */
export type Scenario = { id: AttackId; name: string; show: (subject: Subject) => Promise<void> }

export type AttackGroup = { attacks: readonly Attack[]; scenarios: readonly Scenario[] }

/** Attacks that differ in one thing. */
export function each<Input>(
  id: AttackId,
  inputs: readonly Input[],
  make: (input: Input) => Omit<Attack, 'id'>,
): Attack[] {
  return inputs.map(input => ({ id, ...make(input) }))
}

export type Sent = {
  method?: string
  path: string
  /** Lines besides Host, Connection, the credential and those of the body. */
  headers?: readonly string[]
  /** Default: the root key as bearer; null: none. */
  key?: string | null
  /** Whatever is no text is sent as JSON. */
  body?: unknown
  /** Default: application/json. */
  type?: string
}

/** A request that is the last on its connection. */
export function request(subject: Subject, sent: Sent): Buffer {
  const { method = sent.body === undefined ? 'GET' : 'POST', path, headers = [], key, body } = sent
  const credential = key === undefined ? subject.rootKey : key
  const bytes = body === undefined ? null : bytesOf(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...(credential === null ? [] : [`Authorization: Bearer ${credential}`]),
    ...(bytes === null
      ? []
      : [`Content-Type: ${sent.type ?? 'application/json'}`, `Content-Length: ${bytes.length}`]),
    ...headers,
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return bytes === null ? head : Buffer.concat([head, bytes])
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
