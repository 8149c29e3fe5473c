import { getSystem as get } from '@keyturn/engine'
import { inspectSystem } from '../../inspection/inspect-system.ts'
import type { Handler } from '../call.ts'

export const getSystem: Handler<'getSystem'> = async ({ ctx, engine }) => {
  const system = await get(ctx, engine.status())
  const findings = inspectSystem(system)
  const has = (wanted: string) => findings.some(({ state }) => state === wanted)
  const state = has('serious') ? 'serious' : has('warning') ? 'warning' : 'ok'
  return { body: { state, findings, ...system } }
}
