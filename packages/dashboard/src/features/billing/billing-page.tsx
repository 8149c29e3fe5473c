import type { ApiView, OrganizationView } from '@keyturn/contract/client'
import { Button, NativeSelect, Skeleton, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { saveFile } from '../../shared/save-file.ts'
import { useNow } from '../../shared/use-now.ts'
import styles from './billing-page.module.css'
import { monthByApiQuery, monthQuery } from './billing-queries.ts'
import { DayChart } from './day-chart.tsx'
import { type DaySum, sumsCsv, totalOf } from './day-sums.ts'
import { DayTable } from './day-table.tsx'
import { type Month, monthOf, monthWords, recentMonths } from './month.ts'

/** What an organization is charged for, by day. The month stands in the address, which `onMonth` changes. */
export function BillingPage({
  organization,
  apis,
  month: chosen,
  onMonth,
}: {
  organization: OrganizationView
  apis: readonly ApiView[]
  /** Null: this one. */
  month: Month | null
  onMonth: (month: Month | null) => void
}) {
  const now = useNow()
  const month = chosen ?? monthOf(now)
  const sums = useQuery(monthQuery(organization.id, month))
  return (
    <>
      <PageHeader
        title="Billing"
        purpose={`What ${organization.name} is charged for: verifications and credits by day of UTC.`}
      />
      <div className={styles.bar}>
        <NativeSelect
          label="Month"
          value={month}
          data={[...new Set([...recentMonths(now, organization.createdAt), month])].map(value => ({
            value,
            label: monthWords(value),
          }))}
          onChange={event => {
            const picked = event.currentTarget.value
            onMonth(picked === monthOf(now) ? null : picked)
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={sums.data === undefined}
          onClick={() => sums.data && download(organization, month, sums.data)}
        >
          Export as CSV
        </Button>
      </div>
      {sums.error ? (
        <CallProblem error={sums.error} onRetry={() => void sums.refetch()} />
      ) : (
        <>
          <Figures sums={sums.data} organization={organization} />
          <section className={styles.part} aria-labelledby="by-day">
            <Title order={2} id="by-day" mb="xs">
              By day
            </Title>
            <DayChart organizationId={organization.id} month={month} sums={sums.data} />
            <DayTable sums={sums.data} />
          </section>
          <ByApi organizationId={organization.id} month={month} apis={apis} />
        </>
      )}
    </>
  )
}

function download(organization: OrganizationView, month: Month, sums: readonly DaySum[]): void {
  saveFile(`${month}-usage.csv`, new Blob([sumsCsv(organization, sums)], { type: 'text/csv' }))
}

function Figures({ sums, organization }: { sums: DaySum[] | undefined; organization: OrganizationView }) {
  const total = sums && totalOf(sums)
  const left = organization.credits
  const figures = [
    ['Accepted verifications', total?.accepted],
    ['Refused verifications', total?.refused],
    ['Credits used', total?.credits],
    ...(left === null ? [] : [['Credits left', left.remaining] as const]),
  ] as const
  return (
    <dl className={styles.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === undefined ? <Skeleton height={28} width={72} /> : value.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

function ByApi({
  organizationId,
  month,
  apis,
}: {
  organizationId: string
  month: Month
  apis: readonly ApiView[]
}) {
  const sums = useQuery(monthByApiQuery(organizationId, month))
  if (sums.error) return <CallProblem error={sums.error} onRetry={() => void sums.refetch()} />
  if (sums.data === undefined || sums.data.length === 0) return null
  const named = sums.data
    .map(sum => ({ ...sum, name: apis.find(({ id }) => id === sum.apiId)?.name ?? 'Another API' }))
    .sort((left, right) => right.credits - left.credits || right.accepted - left.accepted)
  return (
    <section className={styles.part} aria-labelledby="by-api">
      <Title order={2} id="by-api">
        By API
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        All of {monthWords(month)}.
      </Text>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">API</th>
            <th scope="col">Verifications</th>
            <th scope="col">Credits</th>
          </tr>
        </thead>
        <tbody>
          {named.map(({ apiId, name, accepted, credits }) => (
            <tr key={apiId ?? 'none'}>
              <th scope="row">{name}</th>
              <td>{accepted.toLocaleString('en')}</td>
              <td>{credits.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
