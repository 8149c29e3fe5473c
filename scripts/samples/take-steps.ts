import {
  createInvitation,
  createKey,
  deleteKey,
  deleteMember,
  revealKey,
  revokeKey,
  rotateKey,
  updateKey,
  updateMember,
  updateOrganization,
} from '@keyturn/engine'
import type { KeyEvent, SampleKey } from './sample-keys.ts'
import {
  type OrganizationEvent,
  type SampleOrganization,
  sampleOrganizations,
  sampleOwner,
} from './sample-organizations.ts'
import type { Story } from './story.ts'

/** Makes a key as the person who would have. */
export async function makeKey(story: Story, sample: SampleKey): Promise<void> {
  const { api, owner, createdDaysAgo: _, by, expiresInDays, events: __, traffic, ...settings } = sample
  const [apiId, organizationId] = [story.idOf(api), story.idOf(owner)]
  const end = expiresInDays === undefined ? null : story.after(expiresInDays)
  const expiresAt = end === null ? undefined : new Date(end).toISOString()
  const ctx = await story.as(by ?? keeperOf(owner), organizationId)
  const { key } = (await createKey(ctx, { ...settings, apiId, organizationId, expiresAt })).result
  story.keep(sample.externalId, key.id)
  if (traffic === undefined) return
  const use = { organizationId, apiId, keyId: key.id, environment: key.environment }
  story.use(sample.externalId, {
    traffic,
    use,
    createdAt: story.clock.now(),
    end: end === null ? null : { at: end, code: 'expired' },
  })
}

export async function takeKeyEvent(
  story: Story,
  { externalId, owner }: SampleKey,
  event: KeyEvent,
): Promise<void> {
  const keyId = story.idOf(externalId)
  const ctx = await story.as(event.by ?? keeperOf(owner), story.idOf(owner))
  switch (event.kind) {
    case 'rotated':
      await rotateKey(ctx, { keyId, overlapSeconds: event.overlapDays * 86_400 })
      return
    case 'changed':
      await updateKey(ctx, { keyId, patch: event.patch })
      return
    case 'revealed':
      await revealKey(ctx, { keyId })
      return
    case 'disabled':
      await updateKey(ctx, { keyId, patch: { enabled: false } })
      return story.end(externalId, 'disabled')
    case 'revoked':
      await revokeKey(ctx, { keyId, reason: event.reason })
      return story.end(externalId, 'revoked')
    case 'deleted':
      await deleteKey(ctx, { keyId })
      return story.end(externalId, 'revoked')
  }
}

export async function changeOrganizationOf(
  story: Story,
  { externalId, members }: SampleOrganization,
  event: OrganizationEvent,
): Promise<void> {
  const organizationId = story.idOf(externalId)
  if (event.kind === 'changed') {
    const { patch } = event
    await updateOrganization(await story.as(sampleOwner, organizationId), { organizationId, patch })
    if (patch.suspended) story.endAllOf(organizationId)
    return
  }
  const administrator = members.find(({ permissions }) => permissions.includes('administer'))?.email ?? ''
  const ctx = await story.as(administrator, organizationId)
  if (event.kind === 'invited') {
    const { email, permissions } = event
    await createInvitation(ctx, { organizationId, email, permissions })
    return
  }
  const memberId = story.idOf(`${event.email} of ${organizationId}`)
  if (event.kind === 'left') await deleteMember(ctx, { organizationId, memberId })
  else await updateMember(ctx, { organizationId, memberId, patch: { permissions: event.permissions } })
}

/** Who looks after the keys of an organization, by its external id. */
function keeperOf(externalId: string): string {
  const { members = [] } = sampleOrganizations.find(each => each.externalId === externalId) ?? {}
  const keeper =
    members.find(({ permissions }) => permissions.includes('manage_keys')) ??
    members.find(({ permissions }) => permissions.includes('administer'))
  if (keeper === undefined) throw new Error(`nobody manages the keys of ${externalId}`)
  return keeper.email
}
