import { Text } from '@mantine/core'
import { useEffect } from 'react'
import { isFramed } from '../../shared/is-framed.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { tellFrame } from './frame-messages.ts'
import styles from './portal.module.css'
import type { PortalHome } from './portal-queries.ts'
import { ReturnLink } from './return-link.tsx'

const nowhere: readonly string[] = []

/** `blocked`: the browser did not keep the cookie that it was just given. */
type Reason = 'over' | 'ended' | 'missing' | 'blocked'

/** A portal that is not open, why, and where to get another link; null where that is not known. */
export function ClosedPortal({
  home,
  reason,
}: {
  home: Pick<PortalHome, 'portalName' | 'portalOrigins' | 'returnUrl'> | null
  reason: Reason
}) {
  const origins = home?.portalOrigins ?? nowhere
  const isBlocked = reason === 'blocked'
  useEffect(() => {
    tellFrame({ type: isBlocked ? 'keyturn:blocked' : 'keyturn:expired' }, origins)
  }, [origins, isBlocked])
  const { title, why, ask } = words[isBlocked && isFramed() ? 'blockedInFrame' : reason]
  const where = home === null ? 'where you came from' : `in ${home.portalName}`
  return (
    <main className={styles.closed}>
      <PageHeader title={title} />
      <Text mb="md">
        {why} {ask ?? 'Ask for a new link'} {where}.
      </Text>
      {home !== null && <ReturnLink home={home} isOpen={false} />}
    </main>
  )
}

const words: Readonly<Record<Reason | 'blockedInFrame', { title: string; why: string; ask?: string }>> = {
  over: { title: 'This link does not work any more', why: 'It opens once, within five minutes.' },
  ended: { title: 'This page is closed', why: 'It was open for an hour, or was closed for you.' },
  missing: { title: 'This page opens by a link', why: 'There is none in the address.' },
  blocked: {
    title: 'This browser keeps no cookies of this page',
    why: 'The page needs one to know who you are. Allow cookies for it.',
  },
  blockedInFrame: {
    title: 'This page has to be opened in a tab of its own',
    why: 'This browser keeps no cookies in pages within pages, and this one needs one to know who you are.',
    ask: 'Ask for a link to it',
  },
}
