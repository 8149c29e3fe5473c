import type { ApiView, KeyView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { PersonName } from '../../shared/person-name.tsx'
import { Section } from '../../shared/section.tsx'
import { useZone } from '../../shared/zone.tsx'
import { KeyFacts } from './key-facts.tsx'
import { isOver } from './key-status.ts'
import { keyWords } from './policy-words.ts'
import { Snippets } from './snippets.tsx'
import { TestRequest } from './test-request.tsx'

/** What a key may do, in words, what it does, and how it is called with. */
export function KeyOverview({ target, api, use }: { target: KeyView; api: ApiView; use: ReactNode }) {
  const zone = useZone()
  return (
    <>
      <Section title="What it may do">
        <Text maw={720}>{keyWords(target, api, zone)}</Text>
        <Story target={target} />
        <KeyFacts shown={target} />
      </Section>
      {use}
      {!isOver(target) && (
        <>
          <Section
            title="Test request"
            sentence="Asks Keyturn with the key itself whether it works. It counts as no use and costs nothing."
          >
            <TestRequest />
          </Section>
          <Section
            title="How to call"
            sentence={`A request to ${api.name}; the key comes from the environment.`}
          >
            <Snippets api={api} />
          </Section>
        </>
      )}
    </>
  )
}

/** Why there is a key, who made it, and who needs it, as far as that was said. */
function Story({ target }: { target: KeyView }) {
  const { purpose, usedBy, createdBy, makerLeft, revokeReason } = target
  const before = [
    purpose === null ? '' : `Purpose: ${purpose.replace(/\.?$/, '.')} `,
    usedBy === null ? '' : `Used by ${usedBy}. `,
  ]
  return (
    <Text c="dimmed" mt="xs" maw={720}>
      {before}
      Made by{' '}
      {makerLeft ? 'somebody who has left the organization' : <PersonName of={createdBy} within="sentence" />}
      .{revokeReason !== null && ` Revoked because: ${revokeReason.replace(/\.?$/, '.')}`}
    </Text>
  )
}
