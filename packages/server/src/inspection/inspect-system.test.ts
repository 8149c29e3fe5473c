import type { ServerFigures, ServerView, SystemView } from '@keyturn/engine'
import { expect, test } from 'vitest'
import { inspectSystem } from './inspect-system.ts'

const figures: ServerFigures = {
  problems: [],
  secrets: 10,
  decidingBytes: 1_000,
  journalBytes: 0,
  shippingLagMs: 0,
  shippingFails: false,
  databaseLatencyMs: 1,
  unreadableRows: 0,
  unrecordedUses: 0,
  encryption: { state: 'open', kekId: 'kek_1' },
  mail: { sent: 1, failed: 0 },
}

const healthy: ServerView = {
  id: 'node_1',
  state: 'serving',
  answering: true,
  version: '1.0.0',
  startedAt: '2026-11-21T10:00:00.000Z',
  reportedAt: '2026-11-21T12:00:00.000Z',
  lease: { lengthMs: 1_000, remainingMs: 800, behindMs: 200 },
  figures,
}

const second: ServerView = { ...healthy, id: 'node_2', answering: false }

function system(servers: ServerView[], differing: Partial<SystemView> = {}): SystemView {
  return {
    database: { kind: 'postgres', latencyMs: 1 },
    encryption: figures.encryption,
    mail: { waiting: 0, dead: 0 },
    servers,
    ...differing,
  }
}

/** What is not fine. */
const faults = (view: SystemView) =>
  inspectSystem(view)
    .filter(({ state }) => state !== 'ok')
    .map(({ check, state }) => `${check} ${state}`)

const of = (differing: Partial<ServerFigures>): ServerView => ({
  ...second,
  figures: { ...figures, ...differing },
})

test('has nothing to say of a healthy installation', () => {
  expect(faults(system([healthy, second]))).toEqual([])
})

test.each<[string, ServerView]>([
  ['servers warning', { ...second, state: 'silent', lease: null }],
  ['servers serious', { ...second, state: 'not_ready' }],
  ['versions warning', { ...second, version: '1.1.0' }],
  ['usage warning', of({ shippingLagMs: 11_000 })],
  ['usage warning', of({ shippingFails: true })],
  ['usage serious', of({ shippingLagMs: 61_000 })],
  ['database warning', of({ databaseLatencyMs: 260 })],
  ['database serious', of({ databaseLatencyMs: 1_600 })],
  ['encryption serious', of({ encryption: { state: 'sealed', kekId: 'kek_1' } })],
  ['rows serious', of({ unreadableRows: 1 })],
  ['records warning', of({ unrecordedUses: 1 })],
])('%s', (expected, other) => {
  expect(faults(system([healthy, other]))).toEqual([expected])
})

test.each([
  [null, []],
  [{ waiting: 3, dead: 0 }, []],
  [{ waiting: 500, dead: 0 }, ['mail warning']],
  [{ waiting: 0, dead: 1 }, ['mail warning']],
])('mail %j', (mail, expected) => {
  expect(faults(system([healthy], { mail }))).toEqual(expected)
})

test('of a silent server it counts only what is still on its disk', () => {
  const gone: ServerView = {
    ...of({ journalBytes: 5_000, shippingLagMs: 99_000, unreadableRows: 3 }),
    state: 'silent',
  }
  expect(faults(system([healthy, gone]))).toEqual(['servers warning'])
  const [finding] = inspectSystem(system([healthy, gone])).filter(({ state }) => state !== 'ok')
  expect(finding).toMatchObject({
    sentence: expect.stringContaining('5 KiB'),
    advice: expect.stringContaining('data directory'),
  })
})

test('says what to do about everything that is not fine, and names nothing that nobody may see', () => {
  const worst = system([
    of({ shippingFails: true, shippingLagMs: 1e7, encryption: { state: 'sealed', kekId: 'kek_1' } }),
  ])
  for (const { state, advice } of inspectSystem(worst)) expect(advice === null).toBe(state === 'ok')
})
