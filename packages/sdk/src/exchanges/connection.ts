import type { Exchange } from '@keyturn/contract/client'

/** What carries the calls of one client. */
export type Connection = { exchange: Exchange; close: () => Promise<void> }

/** Opens nothing yet; connections are made when they are needed. `url` is where Keyturn is. */
export type OpenConnection = (url: string) => Connection
