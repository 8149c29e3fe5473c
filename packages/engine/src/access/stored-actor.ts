import { isStoredObject, isText } from '../storage/stored-members.ts'
import type { Actor } from './principal.ts'

const unknownActor: Actor = { type: 'system', id: 'unknown', name: 'Unknown' }

const actorTypes: readonly Actor['type'][] = ['key', 'user', 'portal', 'system']

/** An actor that cannot be read is nobody who is known. */
export const storedActor = { isReadable: isActor, otherwise: unknownActor }

function isActor(value: unknown): value is Actor {
  if (!isStoredObject(value)) return false
  return actorTypes.some(type => type === value['type']) && isText(value['id']) && isText(value['name'])
}
