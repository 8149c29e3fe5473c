import { type ComponentType, createContext, useContext } from 'react'

/** Who did something, as it is written down: for people by their id alone, as names can be erased. */
export type Doer = { type: string; id: string | null; name: string | null }

/** `within` a sentence, what is no name begins small. */
export type Naming = { of: Doer; within?: 'sentence' }

const NameContext = createContext<ComponentType<Naming>>(({ of: { name } }) => name ?? 'Keyturn itself')

/** Takes what finds out what somebody is called, and says something true meanwhile. */
export const NameProvider = NameContext.Provider

export function PersonName(naming: Naming) {
  const Name = useContext(NameContext)
  return <Name {...naming} />
}
