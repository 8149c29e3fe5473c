const anywhere = 'http://installation.invalid'
const pathMax = 512

/** A path of this installation to go on with; `/` in the place of whatever could lead elsewhere. */
export function ownPath(text: string | undefined): string {
  if (text === undefined || text.length > pathMax || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text))
    return '/'
  const url = new URL(text, anywhere)
  return url.origin === anywhere && !url.pathname.startsWith('//')
    ? url.pathname + url.search + url.hash
    : '/'
}
