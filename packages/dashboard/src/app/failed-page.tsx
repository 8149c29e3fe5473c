import { Anchor, Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { assertServerThere } from '../connection/assert-server-there.ts'
import { CallProblem } from '../connection/call-problem.tsx'
import { isMissing } from '../connection/is-missing.ts'
import { useChange } from '../connection/use-change.ts'
import { PageHeader } from '../shared/page-header.tsx'
import styles from './failed-page.module.css'

/** What could not be shown. Parts of a page cannot be loaded while the server is away, and are gone after it was updated. */
export function FailedPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  if (isPartMissing(error)) return <IncompletePage />
  if (isMissing(error)) return <MissingPage />
  return (
    <div className={styles.page}>
      <PageHeader title="This page could not be shown" />
      <CallProblem error={error} onRetry={() => void router.invalidate()} />
    </div>
  )
}

/** Loaded again once the server answers: what a browser shows of one that is away leads nowhere. */
function IncompletePage() {
  const { isRunning, error, run } = useChange()
  const load = () =>
    run(async () => {
      await assertServerThere()
      window.location.reload()
    })
  return (
    <div className={styles.page}>
      <PageHeader
        title="A part of this page is missing"
        purpose="The server cannot be reached, or was updated while this page was open."
      />
      <Button loading={isRunning} onClick={() => void load()}>
        Load the page again
      </Button>
      <CallProblem error={error} />
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
