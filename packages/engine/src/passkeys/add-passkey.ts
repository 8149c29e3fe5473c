import { assertRecent } from '../access/assert-recent.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { giveRecoveryCodes, goOnWithFactor } from '../second-factors/factor-change.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { findUser } from '../users/user-queries.ts'
import { type PasskeyView, passkeysMax, toPasskeyView } from './passkey.ts'
import { insertPasskey, selectPasskeysOf } from './passkey-queries.ts'

export type AddPasskeyInput = {
  name: string
  credentialId: Buffer
  publicKey: Buffer
  counter: number
  transports: readonly string[]
  aaguid: string
  backupEligible: boolean
  backedUp: boolean
  /** SHA-256 of new recovery codes, for whoever has none. */
  recoveryDigests: readonly Buffer[]
  /** SHA-256 of the session's new value. */
  sessionDigest: Buffer
}

export type AddedPasskey = { passkey: PasskeyView; recoveryCodesGiven: boolean }

/** Keeps a passkey that its holder has just made. Other sessions of the person end. */
export async function addPasskey(ctx: Context, input: AddPasskeyInput): Promise<Mutated<AddedPasskey>> {
  const person = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(
    ctx,
    'self',
    async tx => {
      const { userId } = person
      const now = ctx.clock.now()
      // The person's row is locked, so that many at once are no more than so many.
      await findUser(tx, userId, 'change')
      if ((await selectPasskeysOf(tx, userId)).length >= passkeysMax) throw tooMany()
      const row = await insertPasskey(tx, {
        id: newId('pky', now),
        user_id: userId,
        credential_id: input.credentialId,
        public_key: input.publicKey,
        counter: input.counter,
        transports: JSON.stringify(input.transports),
        aaguid: input.aaguid,
        backup_eligible: input.backupEligible ? 1 : 0,
        backed_up: input.backedUp ? 1 : 0,
        name: input.name,
        created_at: now,
      })
      const recoveryCodesGiven = await giveRecoveryCodes(tx, { userId, digests: input.recoveryDigests, now })
      await goOnWithFactor(tx, person, { now, digest: input.sessionDigest })
      const passkey = toPasskeyView(row)
      return {
        result: { passkey, recoveryCodesGiven },
        audit: [personalEvent('user.passkey_added', userId, { after: passkey, recoveryCodesGiven })],
        changes: [],
      }
    },
    { conflicts: { passkeys_credential_id: isKnown } },
  )
}

function tooMany(): EngineError {
  return new EngineError(
    'conflict',
    `You have ${passkeysMax} passkeys, and no more are kept. Remove one first.`,
  )
}

function isKnown(): EngineError {
  return new EngineError('conflict', 'This passkey is known already. Make another one.')
}
