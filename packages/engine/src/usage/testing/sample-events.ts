import type { EngineLog } from '../../clock/engine-log.ts'
import { newId } from '../../ids/new-id.ts'
import type { UsageEvent } from '../usage-event.ts'

/** For tests: an event as the hot path makes it. */
export function sampleEvent(fields: Partial<UsageEvent> = {}): UsageEvent {
  const at = fields.at ?? Date.UTC(2026, 10, 20, 12)
  return {
    id: newId('ver', at),
    at,
    organizationId: 'org_1',
    apiId: 'api_1',
    keyId: 'key_1',
    secretId: 'sec_1',
    environment: 'live',
    code: 'valid',
    cost: 1,
    count: 1,
    method: 'GET',
    path: '/v1/leads',
    ip: '203.0.113.7',
    country: null,
    userAgent: 'test/1 “ü”',
    origin: null,
    callerKeyId: 'key_caller',
    asOf: '42',
    nodeId: 'node_1',
    ...fields,
  }
}

export type LoggedLine = { level: string; fields: object; message: string }

/** For tests: keeps what was logged. */
export function collectingLogger(): EngineLog & { lines: LoggedLine[] } {
  const lines: LoggedLine[] = []
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message })
    }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
