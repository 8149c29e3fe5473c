import { useQuery } from '@tanstack/react-query'
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
  const nameOf = (keyId: string) =>
    linkTo === null ? <LoggedName keyId={keyId} /> : <KeyName keyId={keyId} linkTo={linkTo} />
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
}: Props & { groupBy: 'key' | 'endpoint'; nameOf: (group: string) => ReactNode; column: string }) {
  const read = useQuery(rankingQuery(place, rangeOf(range, useNow()), groupBy))
  if (read.error) return <CallProblem error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Ranking
      rows={read.data?.map(({ group, ...sums }) => ({ id: group, name: nameOf(group), ...sums }))}
      words={{ name: column, good: 'Accepted', bad: 'Refused', nothing: 'Nothing in this period.' }}
    />
  )
}

function KeyName({ keyId, linkTo }: { keyId: string; linkTo: KeyLink }) {
  const { data } = useQuery(namedKeyQuery(keyId))
  if (data === null) return <LoggedName keyId={keyId} isGone />
  return data === undefined ? '…' : linkTo(data)
}

function LoggedName({ keyId, isGone = false }: { keyId: string; isGone?: boolean }) {
  const { data } = useQuery(loggedNameQuery(keyId))
  if (data === undefined) return '…'
  const name = data ?? `A key whose id ends in ${keyId.slice(-4)}`
  return isGone ? `${name} (deleted)` : name
}
