import type { OrganizationView } from '@keyturn/contract/client'
import { Button, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDrawer } from '../../shared/form-drawer.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { TimezoneSelect } from '../../shared/timezone-select.tsx'
import { useZone } from '../../shared/zone.tsx'
import { refreshOrganizations } from './organization-queries.ts'

/** Adds a customer. What it may do is set afterwards. */
export function CreateOrganizationDrawer({
  onCreated,
  onClose,
}: {
  onCreated: (organization: OrganizationView) => void
  onClose: () => void
}) {
  const [name, setName] = useState('')
  const [externalId, setExternalId] = useState('')
  const [timezone, setTimezone] = useState(useZone())
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const create = () =>
    run(async () => {
      const body = {
        name: name.trim(),
        timezone,
        ...(externalId.trim() === '' ? {} : { externalId: externalId.trim() }),
      }
      const organization = await client.organizations.create(body, { idempotencyKey })
      await refreshOrganizations()
      onCreated(organization)
    })
  return (
    <FormDrawer
      title="Create organization"
      size="md"
      isDirty={name !== '' || externalId !== ''}
      onClose={onClose}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (name.trim() !== '') void create()
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            placeholder="Northwind"
            value={name}
            maxLength={100}
            autoComplete="off"
            data-autofocus
            error={fieldFault(error, '/name')}
            onChange={event => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Your own id of it"
            description="Such as that of your billing; it is unique, and can be searched for."
            placeholder="cus_1842"
            value={externalId}
            maxLength={128}
            autoComplete="off"
            error={fieldFault(error, '/externalId')}
            onChange={event => setExternalId(event.currentTarget.value)}
          />
          <TimezoneSelect
            value={timezone}
            description="Days end in it: those of expiry, of refills and of charts."
            error={fieldFault(error, '/timezone')}
            onChange={setTimezone}
          />
          <CallProblem error={error} />
          <LayerFoot isBeside>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isRunning} disabled={name.trim() === ''}>
              Create organization
            </Button>
          </LayerFoot>
        </Stack>
      </form>
    </FormDrawer>
  )
}
