import { framing } from './a-framing.ts'
import type { AttackGroup } from './attack.ts'
import { credentials } from './b-credentials.ts'
import { bodies } from './c-bodies.ts'
import { fields } from './d-fields.ts'
import { tenants } from './e-tenants.ts'
import { races } from './f-races.ts'
import { networks } from './g-addresses.ts'
import { guesses } from './h-guesses.ts'

export const groups: Readonly<Record<string, AttackGroup>> = {
  framing,
  credentials,
  bodies,
  fields,
  tenants,
  races,
  networks,
  guesses,
}
