/** The addresses in a text: one a line, between commas, or as mail programs write them (`Ada <ada@example.com>`). */
export function readAddresses(text: string): string[] {
  const found = text
    .split(/[\n,;]+/)
    .map(part => (/<([^<>]+)>/.exec(part)?.[1] ?? part).trim().toLowerCase())
    .flatMap(part => part.split(/\s+/))
    .filter(part => part !== '')
  return [...new Set(found)]
}
