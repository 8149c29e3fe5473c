/** What somebody has typed one a line, or between commas. */
export function readLines(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

/** `GET /v1/leads`; a path alone is any method. */
export function readEndpoints(text: string): { method: string; path: string }[] {
  return readLines(text).map(line => {
    const [first = '', ...rest] = line.split(/\s+/)
    return rest.length === 0
      ? { method: '*', path: first }
      : { method: first.toUpperCase(), path: rest.join(' ') }
  })
}
