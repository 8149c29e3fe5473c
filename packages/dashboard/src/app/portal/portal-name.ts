import type { Doer } from '../../shared/person-name.tsx'
import { nameWords } from '../frame/name-words.ts'

/** In a portal nobody is looked up. */
export function PortalName({ of }: { of: Doer }) {
  return nameWords(of, { self: null, members: null, isComplete: false })
}
