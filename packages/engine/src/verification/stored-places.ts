import { partsOf } from './joined-texts.ts'
import { quoted } from './quoted.ts'

/** Where a key lives. */
export type StoredPlace = {
  readonly apiId: string
  readonly organizationId: string
  readonly environment: string
  /** These members as they are shown, without braces. */
  readonly membersJson: string
}

/** What `secretsWithKeys` joined into one text. Throws `RangeError` for what cannot be told apart. */
export function readStoredPlace(text: string): StoredPlace {
  const parts = partsOf(text, 3)
  if (parts === null) throw new RangeError('Malformed place.')
  const [apiId = '', organizationId = '', environment = ''] = parts
  const ids = `"apiId":${quoted(apiId)},"organizationId":${quoted(organizationId)}`
  return { apiId, organizationId, environment, membersJson: `${ids},"environment":${quoted(environment)}` }
}
