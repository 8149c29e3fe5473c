import { z } from 'zod'

/** What stands behind the `#` of a link that came by mail. */
export const linkToken = z.string().min(1).max(128).meta({ description: 'From the link.' })

export const linkTokenExample = 'qUyrRcVUZs3vOYEPYtbVxIUFzVbB2zhFxYJvfm7CYlA'
