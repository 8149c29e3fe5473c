import { isSetupOpen } from '@keyturn/engine'
import { nothingHere } from '../../http/nothing-here.ts'
import type { Handler } from '../call.ts'

export const getSetup: Handler<'getSetup'> = async ({ ctx }) => {
  if (!(await isSetupOpen(ctx))) throw nothingHere()
  return { body: { tokenRequired: true } }
}
