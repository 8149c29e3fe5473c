import { SpokenError } from '../shared/spoken-error.ts'

const patienceMs = 10_000

/** @throws SpokenError where the page that is open cannot be had now; what stands before the server may say so, too. */
export async function assertServerThere(): Promise<void> {
  const options = {
    headers: { accept: 'text/html' },
    cache: 'no-store',
    // What stands before the server may lead to where one signs in: a page can be taken there, this call cannot.
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  } as const
  const answer = await fetch(window.location.pathname, options).catch(() => null)
  if (answer === null || answer.status >= 500)
    throw new SpokenError('The server still cannot be reached. Try again when it is back.')
}
