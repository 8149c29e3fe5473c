/** A limit as it is typed. */
export type LimitDraft = { name: string; limit: string; windowSeconds: string }

type Limit = { name: string; limit: number; windowSeconds: number }

export function limitDraftsOf(limits: readonly Limit[]): LimitDraft[] {
  return limits.map(({ name, limit, windowSeconds }) => ({
    name,
    limit: String(limit),
    windowSeconds: String(windowSeconds),
  }))
}

/** Those of which somebody has said how many requests there may be. */
export function readLimits(drafts: readonly LimitDraft[]): Limit[] {
  return drafts
    .filter(({ limit }) => limit !== '')
    .map(({ name, limit, windowSeconds }) => ({
      name: name.trim(),
      limit: Number(limit),
      windowSeconds: Number(windowSeconds),
    }))
}

/** One more, under a name that none of them has. */
export function newLimit(limits: readonly LimitDraft[], word: string): LimitDraft {
  const names = new Set(limits.map(({ name }) => name))
  const free = [word, ...limits.map((_, index) => `${word}-${index + 2}`)].find(name => !names.has(name))
  return { name: free ?? '', limit: '', windowSeconds: '60' }
}
