/** How far a change has come when its call answers. */
export type Effect =
  | { everywhere: true }
  | {
      everywhere: false
      /** RFC 3339: when no node can act on the old state any more. */
      effectiveBy: string
      /** The nodes that have not confirmed yet. */
      waitingFor: string[]
    }

export const everywhere: Effect = { everywhere: true }
