import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { CallProblem } from '../connection/call-problem.tsx'
import { PageHeader } from '../shared/page-header.tsx'
import styles from './failed-page.module.css'

/** What could not be shown. After an update of the server the parts of an older page are gone: it is loaded again. */
export function FailedPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  if (isOutdated(error)) {
    return (
      <div className={styles.page}>
        <PageHeader
          title="There is a newer version"
          purpose="Keyturn was updated while this page was open."
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

function isOutdated(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message)
}
