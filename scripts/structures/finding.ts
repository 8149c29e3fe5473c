/** One place where the code departs from the rules of the repository. */
export type Finding = { path: string; line?: number; message: string }

export function formatFinding({ path, line, message }: Finding): string {
  return `${path}${line === undefined ? '' : `:${line}`}  ${message}`
}
