import { client } from '../../connection/client.ts'
import { presentPasskey } from '../../shared/passkeys.ts'

type UsedPasskey = Parameters<typeof client.session.signInWithPasskey>[0]['response']

/** Asks the browser for a passkey and signs in with it. False where its holder has thought better of it. */
export async function signInWithPasskey(): Promise<boolean> {
  const response = await askForPasskey()
  if (response !== null) await client.session.signInWithPasskey({ response })
  return response !== null
}

/** The same of somebody who is signed in and proves again who they are. */
export async function proveWithPasskey(): Promise<boolean> {
  const response = await askForPasskey()
  if (response !== null) await client.session.proveWithPasskey({ response })
  return response !== null
}

/** In the form that the API takes. */
async function askForPasskey(): Promise<UsedPasskey | null> {
  const answer = await presentPasskey(await client.session.beginPasskeySignIn())
  return answer as UsedPasskey | null
}
