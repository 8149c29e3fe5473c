const version = Symbol('version')

/** Remembers the row's version beside a view without showing it: it becomes the ETag. */
export function withVersion<T extends object>(view: T, rowVersion: number): T {
  Object.defineProperty(view, version, { value: rowVersion })
  return view
}

/** The version of a single resource's view, for its ETag; null for anything else. */
export function versionOf(view: object): number | null {
  const value = Reflect.get(view, version)
  return typeof value === 'number' ? value : null
}
