import type { Frame, Page } from 'playwright-core'

const visibleScript = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll('input, textarea')].map(field => field.value),
  location.href,
  document.title,
  JSON.stringify(localStorage),
  JSON.stringify(sessionStorage),
  JSON.stringify(history.state),
].join('\\n')`

/** Everything that a page holds where a script, a tool or a person could read it. */
export async function heldText(page: Page): Promise<string> {
  return String(await page.evaluate(visibleScript))
}

/** Browsers tell it to what has the focus: a frame, where that is in one. */
export async function clipboardText(place: Page | Frame): Promise<string> {
  return String(await place.evaluate('navigator.clipboard.readText()'))
}

/** Everything that the memory of the page's scripts holds, once what nobody needs any more was swept up. */
export async function memoryText(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot')
  await session.detach()
  return chunks.join('')
}
