import { KeyturnCalls } from './generated/calls.ts'
import { type ClientOptions, createSessionTransport, createTransport } from './transport.ts'

export type KeyturnClient = KeyturnCalls

/**
 * A typed client for the HTTP API, with a function for each of its operations. Every call answers the parsed body or
 * throws `KeyturnError`. Throws `TypeError` for options that cannot work.
 */
export function createClient(options: ClientOptions): KeyturnClient {
  return new KeyturnCalls(createTransport(options))
}

/**
 * The same client for pages of the server itself, where the cookie of a session takes the place of a key.
 * Throws `TypeError` for options that cannot work.
 */
export function createSessionClient(options: Omit<ClientOptions, 'key'>): KeyturnClient {
  return new KeyturnCalls(createSessionTransport(options))
}
