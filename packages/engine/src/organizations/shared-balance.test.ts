import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { getOrganization } from './get-organization.ts'

// A file of its own: a second node takes its share of every rate limit for a while.
onBothDatabases(suite => {
  test('another node charges the same balance', async () => {
    const { id: organizationId } = await suite.organization({ credits: { remaining: 7 } })
    const { secret } = await suite.key({ organizationId })
    const second = await suite.test.addNode()
    const asked = Array.from({ length: 20 }, (_, index) =>
      suite.verify(secret, {}, index % 2 === 0 ? suite.engine : second),
    )
    const verdicts = await Promise.all(asked)
    await second.close()
    expect(verdicts.filter(({ valid }) => valid)).toHaveLength(7)
    const { credits } = await getOrganization(suite.ctx, { organizationId })
    expect(credits?.remaining).toBe(0)
  })
})
