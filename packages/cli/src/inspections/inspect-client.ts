import type { Environment } from '../config/environment.ts'
import { readProfiles } from '../config/profiles.ts'
import { Refusal } from '../output/refusal.ts'
import { type Finding, ok, serious } from './finding.ts'

const nodeWanted = 24

/** What can be wrong on the side of the command. */
export function inspectClient({ profileFile }: Environment, nodeVersion: string): Finding[] {
  return [inspectNode(nodeVersion), inspectProfiles(profileFile)]
}

function inspectNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= nodeWanted) return ok('node', `This is Node ${version}.`)
  return serious('node', `This is Node ${version}.`, `Install Node ${nodeWanted} or newer.`)
}

function inspectProfiles(file: string): Finding {
  try {
    const count = Object.keys(readProfiles(file).profiles).length
    return ok('profiles', count === 0 ? 'No profiles are kept.' : 'What is kept is for this user alone.')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return serious('profiles', error.message, 'Nothing is read from the file until then.')
  }
}
