import { z } from 'zod'

/** Who did something. */
export const actor = z
  .object({
    type: z.string().meta({ description: 'What kind of actor.', examples: ['key', 'system'] }),
    id: z.string().nullable().meta({ description: 'Id of the actor; null for the system itself.' }),
    name: z.string().nullable().meta({ description: 'Its name at that time.' }),
  })
  .meta({ description: 'Who did it.' })
