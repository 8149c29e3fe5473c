import type { ServerView } from './system-view.ts'

/**
 * Without one silent server for each that has started in its place since: a process that was started again is another
 * node, and one that another process has cleaned up after leaves nothing by which the new one would know it.
 */
export function withoutReplaced(
  servers: readonly ServerView[],
  placeOf: (id: string) => string | undefined,
): ServerView[] {
  const replaced = new Set<string>()
  for (const { id, state, startedAt } of servers) {
    const place = placeOf(id)
    if (state === 'silent' || startedAt === null || place === undefined) continue
    const before = servers.find(
      each =>
        each.state === 'silent' &&
        !replaced.has(each.id) &&
        placeOf(each.id) === place &&
        (each.reportedAt ?? '') < startedAt,
    )
    if (before) replaced.add(before.id)
  }
  return servers.filter(({ id }) => !replaced.has(id))
}
