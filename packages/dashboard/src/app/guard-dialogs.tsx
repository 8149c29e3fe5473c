import type { Session } from '@keyturn/contract/client'
import { lazy, Suspense, useEffect } from 'react'
import { useProofRequest } from '../connection/proof.ts'
import { useSessionEnded } from '../connection/session-end.ts'

const proof = () => import('../features/sessions/proof-dialog.tsx')
const ended = () => import('../features/sessions/session-ended-dialog.tsx')
const ProofDialog = lazy(() => proof().then(file => ({ default: file.ProofDialog })))
const SessionEndedDialog = lazy(() => ended().then(file => ({ default: file.SessionEndedDialog })))

/** Long after the page is there, and before it is likely to be out of date. */
const fetchedAfterMs = 10_000

/** What asks who somebody is over the page they are on, so that nothing they have typed is lost. */
export function GuardDialogs({ session }: { session: Session }) {
  const isEnded = useSessionEnded()
  const request = useProofRequest()
  useEffect(() => {
    // Here when they are needed, whatever has become of the server by then.
    const timer = setTimeout(() => void Promise.all([proof(), ended()]).catch(() => null), fetchedAfterMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Suspense>
      {request !== null && <ProofDialog />}
      {isEnded && <SessionEndedDialog session={session} />}
    </Suspense>
  )
}
