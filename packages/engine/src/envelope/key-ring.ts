/**
 * A key-encryption key: it wraps the data keys of organizations and never sees what they encrypt. A file of this
 * machine, or a key management service; hence the promises.
 */
export type Kek = {
  /** Names the key without telling anything of it. */
  readonly id: string
  wrap(dataKey: Buffer, context: Buffer): Promise<Buffer>
  /** Null where the wrapped key or the context is not what was wrapped. */
  unwrap(wrapped: Buffer, context: Buffer): Promise<Buffer | null>
}

/** The KEKs that this process may use. */
export type KeyRing = {
  /** In the order of the operator's preference: a first one that is new is a rotation. */
  readonly keks: readonly Kek[]
  /** A sentence that says why there is none, or null. */
  readonly problem: string | null
}

/** Where KEKs come from. */
export type KeyRingSource = {
  /** Reads them as they are now. */
  read(): Promise<KeyRing>
  /** Makes the first KEK of an installation. Whoever is quicker wins: what is there is never replaced. */
  create(): Promise<KeyRing>
}
