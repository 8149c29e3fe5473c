/** What a look at one part of an installation has found. */
export type Finding = {
  /** Stable name for programs. */
  check: string
  state: 'ok' | 'warning' | 'serious'
  /** What is the case. */
  sentence: string
  /** What to do; null where nothing is to be done. */
  advice: string | null
}

export function ok(check: string, sentence: string): Finding {
  return { check, state: 'ok', sentence, advice: null }
}

export function warning(check: string, sentence: string, advice: string): Finding {
  return { check, state: 'warning', sentence, advice }
}

export function serious(check: string, sentence: string, advice: string): Finding {
  return { check, state: 'serious', sentence, advice }
}
