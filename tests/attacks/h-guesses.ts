import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import { expect } from 'vitest'
import type { AttackGroup } from './attack.ts'
import { each, request } from './attack.ts'
import { sendBytes } from './send-bytes.ts'
import type { Subject } from './subject.ts'

const guess = () => generateToken({ prefix: 'ee', environment: 'live', randomBytes })

/** What a presented token gets, without what differs by nature. */
async function told(subject: Subject, key: string): Promise<string> {
  const { status, headers, body } = await sendBytes(subject.port, request(subject, { path: '/v1/apis', key }))
  const named = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'x-request-id')
  return JSON.stringify([status, named, body.replaceAll(/req_[0-9a-f]{24}/g, 'req_#')])
}

export const guesses: AttackGroup = {
  attacks: [
    ...each('H06', ['start', 'end'] as const, part => ({
      name: `a search by the ${part} of another tenant's token`,
      send: (s: Subject) => {
        const { token } = s.foreign.key
        const text = part === 'start' ? token.slice(0, 11) : token.slice(-4)
        return request(s, { path: `/v1/keys?search=${text}`, key: s.managers.confined })
      },
      gets: { status: 200, hides: 'abrikam' },
    })),
    {
      id: 'H06',
      name: "another tenant's token, looked up",
      send: s =>
        request(s, { path: '/v1/keys/lookup', key: s.managers.confined, body: { key: s.foreign.key.token } }),
      gets: { code: 'not_found', hides: 'abrikam' },
    },
  ],
  scenarios: [
    {
      id: 'H04',
      name: 'a token that nobody has, one with the beginning of a real one, and one of another API are told the same',
      show: async subject => {
        const { keys } = subject
        const unknown = await told(subject, guess())
        const begun = `${keys.plain.token.slice(0, 12)}${guess().slice(12)}`
        expect(await told(subject, begun)).toBe(unknown)
        expect(await told(subject, `${keys.revoked.token.slice(0, -6)}000000`)).toBe(unknown)
        expect(await told(subject, keys.plain.token)).toBe(unknown)
      },
    },
    {
      id: 'H04',
      name: 'verified, a guess is told nothing of the key that it resembles',
      show: async ({ client, keys }) => {
        const verdict = async (key: string) => {
          const { verificationId: _, ...rest } = await client.keys.verify({ key })
          return rest
        }
        expect(await verdict(guess())).toMatchObject({ valid: false, code: 'not_found', status: 401 })
        const resembling = await verdict(`${keys.revoked.token.slice(0, -6)}000000`)
        expect(resembling).toEqual(await verdict(`${guess().slice(0, -6)}000000`))
        expect(resembling).not.toHaveProperty('key')
      },
    },
  ],
}
