import { Stack, Text } from '@mantine/core'
import { LimitFields } from '../../shared/limit-fields.tsx'
import { DraftField } from './draft-field.tsx'
import type { KeyDraft } from './key-draft.ts'

type FieldProps = { draft: KeyDraft; onChange: (part: Partial<KeyDraft>) => void }

/** Why a key exists, and who needs it. */
export function PurposeFields(props: FieldProps) {
  return (
    <Stack gap="sm">
      <DraftField
        {...props}
        name="purpose"
        kind="lines"
        label="Purpose"
        description="Why the key exists; whoever rotates it later will read this."
      />
      <DraftField {...props} name="usedBy" label="Used by" placeholder="sync-worker on fly.io" />
    </Stack>
  )
}

/** From where, on what and how often a key may be used. */
export function RestrictionFields({
  faultOf,
  ...props
}: FieldProps & {
  /** What the server says about what this pointer leads to. */
  faultOf: (pointer: string) => string | null
}) {
  return (
    <Stack gap="sm">
      <DraftField
        {...props}
        name="allowedIps"
        kind="lines"
        label="Allowed addresses"
        description="Addresses and networks, one a line. Empty: anywhere."
        placeholder="203.0.113.0/24"
        error={faultOf('/allowedIps')}
      />
      <DraftField
        {...props}
        name="allowedEndpoints"
        kind="lines"
        label="Allowed endpoints"
        description="Method and path, one a line. Empty: whatever the scopes allow."
        placeholder="GET /v1/leads/**"
        error={faultOf('/allowedEndpoints')}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          Limits
        </Text>
        <LimitFields
          limits={props.draft.limits}
          word="default"
          errorOf={index => faultOf(`/rateLimits/${index}`)}
          onChange={limits => props.onChange({ limits })}
        />
      </div>
      <DraftField
        {...props}
        name="credits"
        kind="number"
        label="Credits"
        placeholder="Not counted"
        error={faultOf('/credits')}
      />
      <DraftField
        {...props}
        name="rotateEveryDays"
        kind="number"
        label="Rotate every so many days"
        description="Sooner than keys of its type have to be; never later."
        placeholder="As keys of its type"
        error={faultOf('/rotateEveryDays')}
      />
    </Stack>
  )
}
