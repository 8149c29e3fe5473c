import { type ComponentType, createContext, useContext } from 'react'

/** Who did something, as it is written down: for people by their id alone, as names can be erased. */
export type Doer = { type: string; id: string | null; name: string | null }

const NameContext = createContext<ComponentType<{ of: Doer }>>(({ of: { name } }) => name ?? 'Keyturn itself')

/** Takes what finds out what somebody is called, and says something true meanwhile. */
export const NameProvider = NameContext.Provider

export function PersonName({ of }: { of: Doer }) {
  const Name = useContext(NameContext)
  return <Name of={of} />
}
