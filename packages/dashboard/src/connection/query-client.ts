import { KeyturnError } from '@keyturn/contract/client'
import { QueryClient } from '@tanstack/react-query'

const triesMax = 2

/** What was read stays on the page while it is read again; only what may succeed later is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < triesMax && isPassing(error),
    },
    mutations: { retry: false },
  },
})

function isPassing(error: unknown): boolean {
  return error instanceof KeyturnError && (error.status === 0 || error.status === 503)
}
