import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { CallProblem } from '../connection/call-problem.tsx'
import { PageHeader } from '../shared/page-header.tsx'
import styles from './failed-page.module.css'

/** What could not be shown. Parts of a page cannot be loaded while the server is away, and are gone after it was updated. */
export function FailedPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  if (isPartMissing(error)) {
    return (
      <div className={styles.page}>
        <PageHeader
          title="A part of this page is missing"
          purpose="The server cannot be reached, or was updated while this page was open."
        />
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </div>
    )
  }
  if (error instanceof KeyturnError && error.status === 404) return <MissingPage />
  return (
    <div className={styles.page}>
      <PageHeader title="This page could not be shown" />
      <CallProblem error={error} onRetry={() => void router.invalidate()} />
    </div>
  )
}

/** The same for what never was and for what one may not know of. */
export function MissingPage() {
  return (
    <div className={styles.page}>
      <PageHeader
        title="There is nothing here"
        purpose="The address may have a mistake, or what was here is gone, or you do not reach it."
      />
      <Anchor renderRoot={props => <Link {...props} to="/" />}>To the start</Anchor>
    </div>
  )
}

function isPartMissing(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message)
  )
}
