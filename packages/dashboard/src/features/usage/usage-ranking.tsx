import { Text } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { Ranking } from '../../shared/charts/ranking.tsx'
import { Section } from '../../shared/section.tsx'
import { useNow } from '../../shared/use-now.ts'
import { loggedNameQuery, namedKeyQuery, rankingQuery, type UsagePlace } from './usage-queries.ts'
import { type RangeName, rangeOf } from './usage-range.ts'

/** Leads to the page of a key. */
export type KeyLink = (key: { id: string; name: string; apiId: string; environment: string }) => ReactNode

type Props = { place: UsagePlace; range: RangeName }

/** The ten keys that asked most. Null for `linkTo`: whoever looks sees what keys were used for, and not the keys. */
export function KeyRanking({ linkTo, ...asked }: Props & { linkTo: KeyLink | null }) {
  const nameOf = (keyId: string, among: readonly string[]) =>
    linkTo === null ? (
      <LoggedName keyId={keyId} among={among} />
    ) : (
      <KeyName keyId={keyId} among={among} linkTo={linkTo} />
    )
  return (
    <Section title="By key" sentence="The ten keys that were used most.">
      <Ranked {...asked} groupBy="key" nameOf={nameOf} column="Key" />
    </Section>
  )
}

/** The ten endpoints that were asked for most. */
export function EndpointRanking(asked: Props) {
  return (
    <Section
      title="By endpoint"
      sentence="The ten endpoints that were asked for most, as far as callers said."
    >
      <Ranked {...asked} groupBy="endpoint" nameOf={name => <code>{name}</code>} column="Endpoint" />
    </Section>
  )
}

function Ranked({
  place,
  range,
  groupBy,
  nameOf,
  column,
}: Props & {
  groupBy: 'key' | 'endpoint'
  nameOf: (group: string, among: readonly string[]) => ReactNode
  column: string
}) {
  const read = useQuery(rankingQuery(place, rangeOf(range, useNow()), groupBy))
  if (read.error) return <CallProblem error={read.error} onRetry={() => void read.refetch()} />
  const among = read.data?.map(({ group }) => group) ?? []
  return (
    <Ranking
      rows={read.data?.map(({ group, ...sums }) => ({ id: group, name: nameOf(group, among), ...sums }))}
      words={{ name: column, good: 'Accepted', bad: 'Refused', nothing: 'Nothing in this period.' }}
    />
  )
}

type NameProps = {
  keyId: string
  /** All that are ranked: of those that are called the same, each says more than its name. */
  among: readonly string[]
}

function KeyName({ keyId, among, linkTo }: NameProps & { linkTo: KeyLink }) {
  const { data } = useQuery(namedKeyQuery(keyId))
  const names = useQueries({ queries: among.map(namedKeyQuery), combine: namesOf })
  if (data === null) return <GoneName keyId={keyId} />
  if (data === undefined) return '…'
  return (
    <>
      {linkTo(data)}
      {isTwin(data.name, names) && <Mark text={data.start === '' ? idEnd(keyId) : `${data.start}…`} />}
    </>
  )
}

function GoneName({ keyId }: { keyId: string }) {
  const { data } = useQuery(loggedNameQuery(keyId))
  if (data === undefined) return '…'
  return (
    <>
      {data ?? 'A key'} (deleted)
      <Mark text={idEnd(keyId)} />
    </>
  )
}

function LoggedName({ keyId, among }: NameProps) {
  const { data } = useQuery(loggedNameQuery(keyId))
  const names = useQueries({ queries: among.map(loggedNameQuery), combine: namesOf })
  if (data === undefined) return '…'
  return (
    <>
      {data ?? 'A key'}
      {(data === null || isTwin(data, names)) && <Mark text={idEnd(keyId)} />}
    </>
  )
}

function namesOf(reads: readonly { data?: { name: string } | string | null | undefined }[]): string[] {
  return reads.flatMap(({ data }) => (typeof data === 'string' ? data : (data?.name ?? [])))
}

function isTwin(name: string, names: readonly string[]): boolean {
  return names.filter(each => each === name).length > 1
}

function idEnd(keyId: string): string {
  return `id …${keyId.slice(-4)}`
}

function Mark({ text }: { text: string }) {
  return (
    <>
      {' '}
      <Text span size="xs" c="dimmed" ff="monospace">
        {text}
      </Text>
    </>
  )
}
