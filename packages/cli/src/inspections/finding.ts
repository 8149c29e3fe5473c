import type { ServerModule } from '../commands/load-server.ts'

/** What one look has found; the server's own inspections answer the same. */
export type Finding = Awaited<ReturnType<ServerModule['inspectInstallation']>>[number]

export function ok(check: string, sentence: string): Finding {
  return { check, state: 'ok', sentence, advice: null }
}

export function warning(check: string, sentence: string, advice: string): Finding {
  return { check, state: 'warning', sentence, advice }
}

export function serious(check: string, sentence: string, advice: string): Finding {
  return { check, state: 'serious', sentence, advice }
}

/** Of a server of another version anything may come. */
export function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false
  const { check, state, sentence, advice } = value as Partial<Record<keyof Finding, unknown>>
  const isText = (member: unknown) => typeof member === 'string'
  return (
    (state === 'ok' || state === 'warning' || state === 'serious') &&
    isText(check) &&
    isText(sentence) &&
    (advice === null || isText(advice))
  )
}
