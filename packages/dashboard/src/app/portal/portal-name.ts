import type { Naming } from '../../shared/person-name.tsx'
import { nameWords } from '../frame/name-words.ts'

/** In a portal nobody is looked up. */
export function PortalName({ of, within }: Naming) {
  return nameWords(of, { self: null, members: null, isComplete: false }, within)
}
