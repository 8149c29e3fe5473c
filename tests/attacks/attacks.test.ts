import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { findCanaries } from './canaries.ts'
import { groups } from './groups.ts'
import { runAttack } from './run-attack.ts'
import { type Subject, startSubject } from './subject.ts'

describe.each(databases)('on %s', database => {
  let subject: Subject
  beforeAll(async () => {
    subject = await startSubject({ database })
  })
  afterAll(() => subject.keyturn.remove())

  describe.each(Object.entries(groups))('%s', (_, { attacks, scenarios }) => {
    test.each(attacks.map(attack => [attack.id, attack.name, attack] as const))(
      '%s %s',
      { timeout: 60_000 },
      async (_, __, attack) => {
        await runAttack(subject, attack)
      },
    )
    test.each(scenarios.map(scenario => [scenario.id, scenario.name, scenario] as const))(
      '%s %s',
      { timeout: 120_000 },
      async (_, __, { show }) => {
        await show(subject)
      },
    )
  })

  test('after all of it the process lives, has faulted nowhere, and keeps no secret anywhere', {
    timeout: 120_000,
  }, async () => {
    const { client, keys, keyturn } = subject
    expect(await client.keys.verify({ key: keys.plain.token })).toMatchObject({ valid: true })
    expect(await findCanaries(subject)).toEqual([])
    await keyturn.stop()
    const faults = /"level":"(?:error|fatal)"|"status":5|internal_error|unhandled|uncaught/i
    expect(linesOf(subject).filter(line => faults.test(line))).toEqual([])
    expect(await findCanaries(subject)).toEqual([])
  })
})

function linesOf({ keyturn }: Subject): string[] {
  return keyturn.output().split('\n')
}
