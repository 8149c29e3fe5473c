import type { Tx } from '../storage/storage.ts'

/** Ends the steps of sign-ins and registrations that a person has begun, anywhere; by the index on the user. */
export async function removeBegunStepsOf(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('challenges').where('user_id', '=', userId).execute()
}
