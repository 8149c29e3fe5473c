/** People whom a vendor sends onto the key page of an API from inside of its own product. */
export type PortalTables = { portal_sessions: PortalSessionTable }

export type PortalSessionTable = {
  id: string
  organization_id: string
  api_id: string
  /** Who it is, in the vendor's own words. */
  actor_id: string
  actor_name: string
  /** JSON: permission words. */
  permissions: string
  return_url: string | null
  /** JSON: { scheme, accent }. */
  theme: string
  /** The management key that asked for it: when that ends, so does this. */
  maker_key_id: string
  /** SHA-256 of the link's token. */
  link_digest: Buffer
  /** SHA-256 of the cookie's value; null as long as nobody has opened the link. */
  digest: Buffer | null
  /** When the link is over, or once it was opened the session. */
  expires_at: number
  created_at: number
}
