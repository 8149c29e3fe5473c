import { KeyturnError } from '@keyturn/contract/client'
import { useSyncExternalStore } from 'react'

/** Somebody who is waiting until whoever looks has proven again who they are. */
type Request = { settle: (isProven: boolean) => void }

let open: Request | null = null
const listeners = new Set<() => void>()

/** Makes a call; where it takes a fresh proof of who asks, asks for that and makes it once more. */
export async function withProof<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof KeyturnError) || error.code !== 'reauthentication_required') throw error
    if (!(await askForProof())) throw error
    return call()
  }
}

function askForProof(): Promise<boolean> {
  open?.settle(false)
  return new Promise(resolve => {
    set({
      settle: isProven => {
        set(null)
        resolve(isProven)
      },
    })
  })
}

/** What the dialog that asks has to answer; null while nobody waits. */
export function useProofRequest(): Request | null {
  return useSyncExternalStore(listen, () => open)
}

function set(request: Request | null): void {
  open = request
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
