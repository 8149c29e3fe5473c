/** Whether what was taken away is gone on every node; where not yet, when it is at the latest, if that was told. */
export type Effect = { everywhere: boolean; by: string | null }

export const heldEverywhere: Effect = { everywhere: true, by: null }

/** How far two calls have come together. */
export function bothEffects(one: Effect, other: Effect): Effect {
  const everywhere = one.everywhere && other.everywhere
  const by = [one.by, other.by].filter(at => at !== null).sort()
  return { everywhere, by: by.at(-1) ?? null }
}
