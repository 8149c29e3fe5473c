import { z } from 'zod'

/** The body or query of a call that takes none. */
export const noMembers = z.strictObject({})
