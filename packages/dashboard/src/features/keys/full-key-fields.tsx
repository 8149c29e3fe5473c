import type { ApiView } from '@keyturn/contract/client'
import { Accordion, SegmentedControl, Text } from '@mantine/core'
import { ExpiryField } from './expiry-field.tsx'
import type { KeyDraft } from './key-draft.ts'
import type { KeyRules } from './key-rules.ts'
import { rotationDay } from './policy-words.ts'
import { PurposeFields, RestrictionFields } from './restriction-fields.tsx'
import { ScopePicker } from './scope-picker.tsx'
import { keyTypes, TypeField } from './type-field.tsx'

type FullProps = {
  api: ApiView
  rules: KeyRules
  draft: KeyDraft
  onChange: (part: Partial<KeyDraft>) => void
  zone: string
  now: number
  /** What the server says about the member that this pointer leads to, or what is below that. */
  faultOf: (pointer: string) => string | null
  /** Whether somebody has tried to make it like this: then what is missing is told. */
  isTried: boolean
}

/** Everything about a key but its name. */
export function FullKeyFields({ api, rules, draft, onChange, zone, now, faultOf, isTried }: FullProps) {
  return (
    <>
      {api.environments.length > 1 && (
        <div>
          <Text size="sm" fw={500} mb={4} id="environment-label">
            Environment
          </Text>
          <SegmentedControl
            size="xs"
            data={api.environments}
            value={draft.environment}
            aria-labelledby="environment-label"
            onChange={environment => onChange({ environment })}
          />
        </div>
      )}
      {api.scopes.length > 0 && (
        <ScopePicker scopes={api.scopes} chosen={draft.scopes} onChange={scopes => onChange({ scopes })} />
      )}
      <TypeField
        draft={draft}
        onChange={onChange}
        types={['automatic', ...keyTypes]}
        description={`Due for rotation by ${rotationDay(draft, api, { now, zone, rules })}`}
      />
      <ExpiryField
        draft={draft}
        onChange={onChange}
        rules={rules}
        zone={zone}
        now={now}
        fault={faultOf('/expiresAt')}
        isTried={isTried}
      />
      <Accordion variant="default" chevronPosition="left" order={3}>
        <Accordion.Item value="purpose">
          <Accordion.Control>Purpose and use</Accordion.Control>
          <Accordion.Panel>
            <PurposeFields draft={draft} onChange={onChange} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="restrictions">
          <Accordion.Control>Restrict further</Accordion.Control>
          <Accordion.Panel>
            <RestrictionFields draft={draft} onChange={onChange} faultOf={faultOf} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  )
}
