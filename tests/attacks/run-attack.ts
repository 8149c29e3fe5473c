import { problemDefinitions } from '@keyturn/contract'
import { expect } from 'vitest'
import type { Attack, Gets } from './attack.ts'
import { faultsOf } from './check-problem.ts'
import { sendBytes, type WireAnswer } from './send-bytes.ts'
import type { Subject } from './subject.ts'

/** Sends it, and looks at the answer, at what has changed, and at whether the next request works. */
export async function runAttack(subject: Subject, { send, gets }: Attack): Promise<void> {
  const bytes = send(subject)
  const before = await latestChange(subject)
  const answer = await sendBytes(subject.port, bytes)
  expectAnswer(subject, answer, gets)
  const after = await latestChange(subject)
  if (answer.status >= 400 || answer.status === 0) expect(after).toBe(before)
}

function expectAnswer(subject: Subject, answer: WireAnswer, gets: Gets): void {
  const { status, headers, body, all } = answer
  const shown = all.slice(0, 1_000)
  expect(statusesOf(gets), shown).toContain(status)
  // Nobody who sends a credential is led elsewhere.
  expect(status >= 300 && status < 400, shown).toBe(false)
  if (status >= 400) expect(faultsOf(answer, subject.secrets), shown).toEqual([])
  else
    expect(
      subject.secrets.some(secret => all.includes(secret)),
      shown,
    ).toBe(false)
  const { code } = status === 200 && gets.verdict === undefined ? { code: null } : codeOf(body)
  if (gets.code !== undefined && status >= 400) expect([gets.code].flat(), shown).toContain(code)
  if (gets.verdict !== undefined) expect(code, shown).toBe(gets.verdict)
  if (gets.holds !== undefined) expect(body).toContain(gets.holds)
  if (gets.hides !== undefined) expect(all).not.toContain(gets.hides)
  for (const [name, value] of Object.entries(gets.headers ?? {})) expect(headers[name], shown).toBe(value)
}

function statusesOf(gets: Gets): number[] {
  const { status = [], code = [], verdict } = gets
  const ofCodes = [code].flat().map(each => problemDefinitions[each].status)
  return [...[status].flat(), ...ofCodes, ...(verdict === undefined ? [] : [200])]
}

function codeOf(body: string): { code: unknown } {
  return body === '' ? { code: null } : JSON.parse(body)
}

/** The newest entry of the audit log: every change has one, in its own transaction. */
export async function latestChange({ client }: Subject): Promise<string> {
  return (await client.audit.events({ limit: 1 })).data[0]?.id ?? 'none'
}
