import { Textarea, TextInput } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'
import type { ApiFormProps } from './api-draft.ts'

/** A request that proves a key works, endpoints that deserve a second look, and pages that may embed the keys. */
export function RequestFields({ draft, onChange, error }: ApiFormProps) {
  return (
    <>
      <TextInput
        label="Test request"
        description="Harmless, and 200 with a key that works."
        placeholder="GET /v1/me"
        value={draft.testRequest}
        autoComplete="off"
        error={fieldFault(error, '/testRequest')}
        onChange={event => onChange({ testRequest: event.currentTarget.value })}
      />
      <Textarea
        label="Sensitive endpoints"
        description="Method and path, one a line."
        placeholder="POST /v1/exports"
        autosize
        minRows={2}
        value={draft.sensitiveEndpoints}
        error={fieldFault(error, '/sensitiveEndpoints')}
        onChange={event => onChange({ sensitiveEndpoints: event.currentTarget.value })}
      />
      <Textarea
        label="Origins of your portal"
        description="One a line."
        placeholder="https://app.example.com"
        autosize
        minRows={2}
        value={draft.portalOrigins}
        error={fieldFault(error, '/portalOrigins')}
        onChange={event => onChange({ portalOrigins: event.currentTarget.value })}
      />
    </>
  )
}
