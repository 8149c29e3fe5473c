const quietMs = 60_000

/**
 * What hears of failures where the service passes no `onError`: the console, so that a Keyturn that is away is not only
 * seen in the 503 of callers. At most one line a minute.
 */
export function tellConsole(
  now: () => number = Date.now,
  // biome-ignore lint/suspicious/noConsole: the service gave the guard nothing else to tell it to.
  write: (line: string) => void = line => console.error(line),
) {
  let quietUntil = Number.NEGATIVE_INFINITY
  return (error: unknown): void => {
    if (now() < quietUntil) return
    quietUntil = now() + quietMs
    const cause = error instanceof Error ? error.message : String(error)
    write(`Keyturn guard: ${cause} Quiet about failures for a minute; pass onError to hear of each.`)
  }
}
