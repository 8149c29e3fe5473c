import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'

/** The one form of a page before anybody is signed in: its fields, what went wrong, and the button. */
export function PlainForm({
  verb,
  change: { isRunning, error },
  fields,
  onSubmit,
  children,
  after,
}: {
  /** What the button says. */
  verb: string
  change: { isRunning: boolean; error: unknown }
  /** Pointers of the fields that say themselves what is wrong with them. */
  fields?: readonly string[]
  onSubmit: () => Promise<unknown>
  children: ReactNode
  after?: ReactNode
}) {
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        void onSubmit()
      }}
    >
      <Stack gap="md">
        {children}
        <CallProblem error={error} {...(fields ? { fields } : {})} />
        <Button type="submit" loading={isRunning} fullWidth>
          {verb}
        </Button>
        {after}
      </Stack>
    </form>
  )
}
