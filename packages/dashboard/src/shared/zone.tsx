import { createContext, useContext } from 'react'

/** The IANA timezone in which instants are told on this page. */
const Zone = createContext('UTC')

export const ZoneProvider = Zone.Provider

export function useZone(): string {
  return useContext(Zone)
}
