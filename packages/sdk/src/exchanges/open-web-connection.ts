import { fetchExchange } from '@keyturn/contract/client'
import type { OpenConnection } from './connection.ts'

/** Edge runtimes: the global `fetch`, which keeps connections by itself. */
export const openConnection: OpenConnection = () => ({
  exchange: fetchExchange((...request) => fetch(...request)),
  close: async () => {},
})
