import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { InstantText } from '../../shared/instant-text.tsx'
import { type AnyRequest, endOf, nameOf, outcomeWords } from './request-words.ts'
import styles from './requests.module.css'

/** One request: what, why, by whom; what to do about it, or what was done. */
export function RequestItem({
  request,
  what,
  label,
  decide,
}: {
  request: AnyRequest
  what: ReactNode
  /** What it is about, for those who hear the buttons alone. */
  label: string
  decide: { verb: string; hindrance: string | null; onApprove: () => void; onDecline: () => void }
}) {
  const outcome = outcomeWords(request)
  const end = endOf(request)
  return (
    <li className={styles.item}>
      <div className={styles.words}>
        <div className={styles.what}>{what}</div>
        {request.reason !== null && <q className={styles.reason}>{request.reason}</q>}
        <p className={styles.who}>
          {nameOf(request.requestedBy)}, <InstantText at={request.createdAt} />
          {outcome === null && (
            <>
              {' '}
              · expires <InstantText at={request.expiresAt} />
            </>
          )}
        </p>
        {outcome === null && decide.hindrance !== null && <p className={styles.who}>{decide.hindrance}</p>}
        {outcome !== null && (
          <p className={styles.who}>
            {outcome}
            {end !== null && (
              <>
                , <InstantText at={end} />
              </>
            )}
            {request.decision?.reason && <>: “{request.decision.reason}”</>}
          </p>
        )}
      </div>
      {outcome === null && (
        <div className={styles.actions}>
          <Button variant="default" aria-label={`Decline ${label}`} onClick={decide.onDecline}>
            Decline
          </Button>
          <Button
            aria-label={`${decide.verb} ${label}`}
            disabled={decide.hindrance !== null}
            onClick={decide.onApprove}
          >
            {decide.verb}
          </Button>
        </div>
      )}
    </li>
  )
}
