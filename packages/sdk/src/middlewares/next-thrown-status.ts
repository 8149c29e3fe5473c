/**
 * The status that Next answers for what a route handler throws: of `redirect()`, `notFound()` and their like it stands
 * in the error's digest (`NEXT_REDIRECT;replace;/there;307;`, `NEXT_HTTP_ERROR_FALLBACK;404`), of all else it is 500.
 */
export function nextThrownStatus(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return 500
  const status = /^NEXT_(?:REDIRECT;.*;([1-5]\d\d);|HTTP_ERROR_FALLBACK;([1-5]\d\d))$/s.exec(
    String(error.digest),
  )
  return Number(status?.[1] ?? status?.[2] ?? 500)
}
