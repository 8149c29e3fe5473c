import type { KeyturnClient } from '@keyturn/contract/client'
import { readWithHeader } from './read-with-header.ts'

/** A resource, and the tag of the version of it that was read: a change that names the tag overwrites no other change. */
export type Versioned<Resource> = { value: Resource; tag: string | null }

/** Reads a single resource together with its tag. */
export async function readVersioned<Resource>(
  read: (client: KeyturnClient) => Promise<Resource>,
): Promise<Versioned<Resource>> {
  const { value, header } = await readWithHeader('etag', read)
  return { value, tag: header }
}
