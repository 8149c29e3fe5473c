import { KeyturnError } from '@keyturn/contract/client'
import { Button, Space, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { useClosing } from '../../shared/use-closing.tsx'
import { ReasonField } from './reason-field.tsx'
import { refreshRequests } from './request-queries.ts'

/** Says something to somebody else with a reason: asks, or declines. */
export function AskDialog({
  title,
  sentence,
  placeholder,
  verb,
  isReasonNeeded = true,
  children,
  send,
  onClose,
}: {
  title: string
  sentence: string
  placeholder: string
  verb: string
  isReasonNeeded?: boolean
  /** Further fields. */
  children?: ReactNode
  send: (reason: string, options: { idempotencyKey: string }) => Promise<unknown>
  onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const { layer, question } = useClosing(reason.trim() !== '', onClose)
  const submit = async () => {
    const isDone = await run(async () => {
      await send(reason.trim(), { idempotencyKey })
      await refreshRequests()
    })
    if (isDone) onClose()
  }
  return (
    <>
      <Dialog {...layer} title={title}>
        <form
          onSubmit={event => {
            event.preventDefault()
            void submit()
          }}
        >
          <Text>{sentence}</Text>
          {children}
          <ReasonField
            label={isReasonNeeded ? 'Reason' : 'Reason (optional)'}
            placeholder={placeholder}
            value={reason}
            error={error}
            onChange={setReason}
          />
          {!isAboutReason(error) && <CallProblem error={error} />}
          <Space h="sm" />
          <LayerFoot>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isRunning} disabled={isReasonNeeded && reason.trim() === ''}>
              {verb}
            </Button>
          </LayerFoot>
        </form>
      </Dialog>
      {question}
    </>
  )
}

/** The field says that already. */
function isAboutReason(error: unknown): boolean {
  return error instanceof KeyturnError && error.errors.some(({ pointer }) => pointer === '/reason')
}
