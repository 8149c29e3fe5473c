/** The members of a patch that are present; an absent one keeps its value. */
export function defined<T extends object>(patch: T): Partial<T> {
  const present: Partial<T> = {}
  for (const name in patch) {
    if (patch[name] !== undefined) present[name] = patch[name]
  }
  return present
}
