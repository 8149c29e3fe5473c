import type { UsageEventView } from '@keyturn/contract/client'

/** Who presents a key: one program at one address. */
export type Caller = {
  id: string
  ip: string | null
  userAgent: string | null
  requests: number
  refused: number
  lastSeenAt: string
}

/** The callers behind some requests, whoever was seen last first. `events` are newest first. */
export function callersOf(events: readonly UsageEventView[]): Caller[] {
  const callers = new Map<string, Caller>()
  for (const { ip, userAgent, code, count, at } of events) {
    const id = JSON.stringify([ip, userAgent])
    const known = callers.get(id) ?? { id, ip, userAgent, requests: 0, refused: 0, lastSeenAt: at }
    callers.set(id, {
      ...known,
      requests: known.requests + count,
      refused: known.refused + (code === 'valid' ? 0 : count),
    })
  }
  return [...callers.values()]
}
