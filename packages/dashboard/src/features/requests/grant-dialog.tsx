import type { AccessRequest } from '@keyturn/contract/client'
import { Button, Space, Text } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { refreshRequests } from './request-queries.ts'

/** Gives a member a permission that they asked for. */
export function GrantDialog({
  request,
  permissionName,
  onClose,
}: {
  request: AccessRequest
  permissionName: string
  onClose: () => void
}) {
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const grant = async () => {
    const { organizationId, id } = request
    const isDone = await run(async () => {
      await client.organizations.approveAccessRequest(organizationId, id, { idempotencyKey })
      await refreshRequests()
    })
    if (isDone) onClose()
  }
  return (
    <Dialog onClose={onClose} title={`Grant “${permissionName}”?`}>
      <Text>
        {request.email} gets the permission “{permissionName}” in addition to what they have, and signs in
        again to use it.
      </Text>
      <CallProblem error={error} />
      <Space h="sm" />
      <LayerFoot>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={isRunning} data-autofocus onClick={() => void grant()}>
          Grant access
        </Button>
      </LayerFoot>
    </Dialog>
  )
}
