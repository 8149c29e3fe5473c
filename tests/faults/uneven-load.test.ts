import { describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runHotKey } from './hot-key.ts'
import { runLargeOrganization } from './large-organization.ts'
import { runLongAudit } from './long-audit.ts'

describe.each(databases)('on %s', database => {
  test('a key with nine requests of ten meets its own limit, and every request is counted for its own key', {
    timeout: 120_000,
  }, async () => {
    const load = { others: 20, rounds: 1, requestsPerRound: 1_000, perSecond: 1_000 }
    const report = await runHotKey({ database, ...load })
    expect(report.wrong).toEqual([])
    // Nine hundred in each of two rounds that take turns with even ones; two hundred a minute are let through.
    expect(report.refused).toBeGreaterThan(0)
  })

  test('pages of an organization with 20,000 keys stay whole while keys are made and deleted', {
    timeout: 240_000,
  }, async () => {
    const report = await runLargeOrganization({ database, keys: 20_000, pages: 40 })
    expect(report).toMatchObject({ wrong: [], pages: 40, made: 40 })
  })

  test('of 50,000 audit events of one organization each page is the right one, and others find theirs', {
    timeout: 240_000,
  }, async () => {
    expect((await runLongAudit({ database, events: 50_000 })).wrong).toEqual([])
  })
})
