import type { ApiView } from '@keyturn/contract/client'
import { consoleOf } from './console.ts'

/** Where the keys of an API are, in the words of the menu. */
export function placeWords(api: Pick<ApiView, 'console'>): string {
  const { section, page } = consoleOf(api)
  return section === null || section === page ? page : `${section} › ${page}`
}

/** How keys of an API are, in a few words. */
export function keyWords({ keyPolicy, reveal }: Pick<ApiView, 'keyPolicy' | 'reveal'>): string {
  const count = keyPolicy === 'many' ? 'Many' : 'One per organization'
  return `${count}, shown ${reveal === 'once' ? 'once' : 'again'}`
}

const words: Readonly<Record<string, string>> = {
  name: 'name',
  environments: 'environments',
  scopes: 'scopes',
  keyPolicy: 'number of keys',
  reveal: 'when a token is shown',
  rotation: 'rotation',
  maxLifetimeDays: 'longest lifetime',
  sensitiveEndpoints: 'sensitive endpoints',
  credentialHeader: 'header',
  baseUrl: 'address',
  testRequest: 'test request',
  envVariable: 'environment variable',
  portalOrigins: 'origins',
  console: 'page',
}

/** What a change is about to do; `gone` are scopes that leave the list. */
export function changeWords(members: readonly string[], gone: readonly string[]): string {
  if (members.length === 0) return 'Nothing is changed yet.'
  const named = `Changes: ${members.map(member => words[member] ?? member).join(', ')}.`
  if (gone.length === 0) return named
  return `${named} ${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} cut from every key at once.`
}
