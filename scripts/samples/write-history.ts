import { randomBytes } from 'node:crypto'
import {
  addPerson,
  createApi,
  createOperator,
  createOrganization,
  leaveUsage,
  listOrganizations,
  openEngine,
  updateUser,
} from '@keyturn/engine'
import { planUsage } from './plan-usage.ts'
import { sampleApis } from './sample-apis.ts'
import { sampleKeys } from './sample-keys.ts'
import { sampleOrganizations, sampleOwner } from './sample-organizations.ts'
import { Story, StoryClock } from './story.ts'
import { changeOrganizationOf, makeKey, takeKeyEvent } from './take-steps.ts'

const beginsDaysAgo = 121
const vendorOffice = '192.0.2.10'
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * Writes four months of sample data into an empty installation, through the engine's own verbs, as the people who would
 * have done it and at their own times, and leaves a month of usage for the next start to ship. Answers false where there
 * is an organization already, and writes nothing then. Nobody else may have the data open.
 */
export async function writeHistory(installation: {
  dataDirectory: string
  databaseUrl: string | null
  kekFile?: string
  rootKey: string
  version: string
}): Promise<boolean> {
  const clock = new StoryClock()
  clock.goTo(Date.now() - beginsDaysAgo * 86_400_000)
  const engine = await openEngine({ ...installation, log: silent, clock })
  try {
    const story = new Story(engine, clock)
    if (await isInhabited(story)) return false
    story.goTo(beginsDaysAgo, 0)
    await openBusiness(story)
    for (const step of stepsInOrder()) {
      story.goTo(step.daysAgo, step.turn)
      await step.take(story)
    }
    const uses = planUsage(story.usedKeys, { now: story.goToEnd(), seed: 42 })
    await leaveUsage(story.system, { dataDirectory: installation.dataDirectory, uses })
    return true
  } finally {
    await engine.close()
  }
}

/** Every installation has the vendor's own organization. */
async function isInhabited(story: Story): Promise<boolean> {
  const { data } = await listOrganizations(story.system, { limit: 2 })
  return data.length > 1
}

/** The vendor's own people, what they sell, and to whom. */
async function openBusiness(story: Story): Promise<void> {
  await story.hireOwner(sampleOwner, vendorOffice)
  const owner = await story.as(sampleOwner, 'the vendor')
  await updateUser(owner, { name: 'Vera Lindqvist' })
  const support = { email: 'support@keyturn.example', name: 'Paul Amsel', role: 'operator' as const }
  await createOperator(owner, { ...support, digest: randomBytes(32) })
  for (const api of sampleApis) story.keep(api.prefix, (await createApi(owner, api)).result.id)
  for (const { members, office, events: _, ...organization } of sampleOrganizations) {
    const { id: organizationId } = (await createOrganization(owner, organization)).result
    story.keep(organization.externalId, organizationId)
    for (const { email, ...member } of members) {
      const { result } = await addPerson(story.system, { ...member, email, organizationId })
      story.keep(`${email} of ${organizationId}`, result.id)
      if (result.userId !== null)
        story.hire(email, organizationId, { userId: result.userId, office, organizationId })
    }
  }
}

type Step = { daysAgo: number; turn: number; take: (story: Story) => Promise<void> }

/** Every key's making, what became of it, and what happened in organizations, the oldest first. */
function stepsInOrder(): Step[] {
  const ofKeys = sampleKeys.flatMap(key => [
    { daysAgo: key.createdDaysAgo, take: (story: Story) => makeKey(story, key) },
    ...(key.events ?? []).map(event => ({
      daysAgo: event.daysAgo,
      take: (story: Story) => takeKeyEvent(story, key, event),
    })),
  ])
  const ofOrganizations = sampleOrganizations.flatMap(organization =>
    (organization.events ?? []).map(event => ({
      daysAgo: event.daysAgo,
      take: (story: Story) => changeOrganizationOf(story, organization, event),
    })),
  )
  return [...ofKeys, ...ofOrganizations]
    .toSorted((left, right) => right.daysAgo - left.daysAgo)
    .map((step, turn) => ({ ...step, turn }))
}
