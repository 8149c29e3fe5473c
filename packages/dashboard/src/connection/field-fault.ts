import { KeyturnError } from '@keyturn/contract/client'

/** What the server says is wrong with one field of what was sent, by its pointer; below it counts too. */
export function fieldFault(error: unknown, pointer: string): string | null {
  if (!(error instanceof KeyturnError)) return null
  const found = error.errors.find(
    fault => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`),
  )
  return found?.message ?? null
}
