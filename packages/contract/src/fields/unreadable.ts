import { z } from 'zod'

/** Present only where the database was changed by other hands. */
export const unreadable = z.array(z.string()).optional().meta({
  description:
    'Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it.',
})
