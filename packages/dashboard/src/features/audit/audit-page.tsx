import { Button, Group, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { DownloadButton } from '../../connection/download-button.tsx'
import { useChange } from '../../connection/use-change.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { AuditList } from './audit-list.tsx'
import styles from './audit-page.module.css'
import { exportAddress } from './audit-queries.ts'
import type { Reading } from './detail-words.ts'
import { TargetSearch } from './target-search.tsx'

/** Every change in an organization. What it is narrowed to stands in the address, which `onTarget` changes. */
export function AuditPage({
  organization,
  apis,
  findsKeys,
  targetId,
  onTarget,
}: {
  organization: { id: string; name: string }
  apis: Reading['apis']
  findsKeys: boolean
  targetId: string | null
  onTarget: (targetId: string | null) => void
}) {
  const place = { organizationId: organization.id, ...(targetId === null ? {} : { targetId }) }
  return (
    <>
      <PageHeader
        title="Audit log"
        purpose={`Every change that a person or a program made in ${organization.name}, in a chain in which no link can be altered unseen.`}
        action={<Verification organizationId={organization.id} />}
      />
      <Group justify="space-between" align="flex-start" gap="xs" mb="md">
        <TargetSearch
          organizationId={organization.id}
          findsKeys={findsKeys}
          targetId={targetId}
          onTarget={onTarget}
        />
        <Group gap="xs">
          {(['csv', 'jsonl'] as const).map(format => (
            <DownloadButton key={format} path={exportAddress(place, format)} name={`audit-events.${format}`}>
              {format === 'csv' ? 'Export as CSV' : 'Export as JSON lines'}
            </DownloadButton>
          ))}
        </Group>
      </Group>
      <AuditList place={place} apis={apis} />
    </>
  )
}

type Checked = Awaited<ReturnType<typeof client.audit.verify>>

/** Computes the chain anew and says whether each link fits. */
function Verification({ organizationId }: { organizationId: string }) {
  const [checked, setChecked] = useState<Checked | null>(null)
  const { isRunning, error, run } = useChange()
  const verify = () => run(async () => setChecked(await client.audit.verify({ organizationId })))
  return (
    <div className={styles.verification}>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} />}
        loading={isRunning}
        onClick={() => void verify()}
      >
        Verify the log
      </Button>
      <div aria-live="polite">{checked !== null && <Finding checked={checked} />}</div>
      <CallProblem error={error} />
    </div>
  )
}

function Finding({ checked: { valid, events = 0, head, firstBroken } }: { checked: Checked }) {
  if (!valid) {
    return (
      <Text component="div" size="sm">
        <StatusText tone="bad">The chain is broken</StatusText>
        <Text size="sm" c="dimmed">
          At event {firstBroken?.sequence}: {firstBroken?.reason}
        </Text>
      </Text>
    )
  }
  return (
    <Group gap="xs" justify="flex-end">
      <StatusText tone="good">{`All ${events.toLocaleString('en')} events fit`}</StatusText>
      {head !== undefined && <CopyButton text={head} label="Copy head" size="compact-xs" variant="subtle" />}
    </Group>
  )
}
