import { expect } from 'vitest'
import { type Attack, type AttackGroup, each, request } from './attack.ts'
import { sendBytes } from './send-bytes.ts'
import type { Subject } from './subject.ts'

const create = (subject: Subject, members: object) =>
  request(subject, {
    path: '/v1/keys',
    body: { apiId: subject.apiId, organizationId: subject.organizationId, name: 'x', ...members },
  })
const verify = (subject: Subject, members: object) =>
  request(subject, { path: '/v1/keys/verify', body: members })
const from = (subject: Subject, ip: string) =>
  verify(subject, { key: subject.keys.addressed.token, request: { ip } })
/** With a key that may call from 203.0.113.0/24 alone, from here. */
const pretending = (subject: Subject, ...headers: string[]) =>
  request(subject, { path: '/v1/apis', key: subject.managers.addressed, headers })

const badNetworks = [
  ...[
    '10.0.0.0/8 ',
    '10.0.0.1/33',
    '010.0.0.1',
    '0x0a.1',
    '10.1',
    '2001:db8::/129',
    'fe80::1%eth0',
    'example.com',
    '',
  ],
  ...[
    '10.0.0.1/',
    '/8',
    '10.0.0.1/-1',
    '10.0.0.1/08',
    '1.2.3.4.5',
    '256.0.0.1',
    '::ffff:1.2.3.4.5',
    ':::',
    '1::2::3',
  ],
  ...['10.0.0.1-10.0.0.9', '10.0.0.*', '2130706433', '１０.0.0.1', '10.0.0.1\n', '[::1]', '10.0.0.1:80'],
]
const inside = [
  ...[
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '::ffff:cb00:7107',
    '::FFFF:CB00:7107',
    '0:0:0:0:0:ffff:cb00:7107',
  ],
  ...['2001:db8::1', '2001:DB8::1', '2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0:0:0:0:1'],
]
const outside = ['203.0.114.7', '::ffff:203.0.114.7', '2001:db9::1', '::1', '127.0.0.1', '0.0.0.0', '::']
const noAddresses = [
  '',
  'unknown',
  '203.0.113.7:80',
  '[2001:db8::1]',
  '203.0.113.7, 1.1.1.1',
  ' 203.0.113.7',
  '203.0.113.07',
]
const spoofs = [
  ...[
    'X-Forwarded-For',
    'X-Real-IP',
    'CF-Connecting-IP',
    'True-Client-IP',
    'X-Client-IP',
    'Client-IP',
    'X_Forwarded_For',
  ],
  ...[
    'X-Cluster-Client-IP',
    'Fastly-Client-IP',
    'X-Originating-IP',
    'X-Remote-IP',
    'X-Remote-Addr',
    'Forwarded-For',
  ],
]

const addresses: Attack[] = [
  ...each('IP01', badNetworks, network => ({
    name: JSON.stringify(network),
    send: s => create(s, { allowedIps: [network] }),
    gets: { code: 'invalid_input', holds: '"pointer":"/allowedIps/0' },
  })),
  {
    id: 'IP01',
    name: 'bits beyond the mask are cut, and shown so',
    send: s => create(s, { allowedIps: ['10.0.0.5/8'] }),
    gets: { status: [201, 422] },
  },
  ...each('IP02', inside, ip => ({
    name: `${ip} is inside`,
    send: s => from(s, ip),
    gets: { verdict: 'valid' },
  })),
  ...each('IP02', outside, ip => ({
    name: `${ip} is not`,
    send: s => from(s, ip),
    gets: { verdict: 'ip_not_allowed' },
  })),
  ...each('IP02', noAddresses, ip => ({
    name: `${JSON.stringify(ip)} is no address`,
    send: s => from(s, ip),
    gets: { verdict: 'ip_not_allowed' },
  })),
  {
    id: 'IP03',
    name: 'an empty list is refused: it could be read as everything',
    send: s => create(s, { allowedIps: [] }),
    gets: { code: 'invalid_input' },
  },
  {
    id: 'IP03',
    name: 'null is everywhere',
    send: s => create(s, { allowedIps: null }),
    gets: { status: 201, holds: '"allowedIps":null' },
  },
  {
    id: 'IP03',
    name: 'a bound key of which no address is told is refused',
    send: s => verify(s, { key: s.keys.addressed.token }),
    gets: { verdict: 'ip_not_allowed' },
  },
  ...each('IP04', ['203.0.113.7', '203.0.113.7, 127.0.0.1', '127.0.0.1, 203.0.113.7'], value => ({
    name: `X-Forwarded-For: ${value} from anybody`,
    send: s => pretending(s, `X-Forwarded-For: ${value}`),
    gets: { code: 'ip_not_allowed' },
  })),
  ...each('IP06', spoofs, name => ({
    name: `${name} from anybody`,
    send: s => pretending(s, `${name}: 203.0.113.7`),
    gets: { code: 'ip_not_allowed' },
  })),
  ...each(
    'IP06',
    ['Forwarded: for=203.0.113.7', 'Forwarded: for="[2001:db8::1]"', 'Via: 1.1 203.0.113.7'],
    line => ({
      name: line,
      send: s => pretending(s, line),
      gets: { code: 'ip_not_allowed' },
    }),
  ),
  ...each(
    'IP06',
    ['X-Forwarded-Uri', 'X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix', 'X-Original-URI'],
    name => ({
      name: `${name} leads nowhere else`,
      send: s => request(s, { path: '/v1/nothing', headers: [`${name}: /v1/apis`] }),
      gets: { code: 'not_found' },
    }),
  ),
  {
    id: 'IP08',
    name: 'an address behind 2,001 other headers',
    send: s => pretending(s, ...Array(2_001).fill('a: b'), 'X-Forwarded-For: 203.0.113.7'),
    gets: { code: 'headers_too_large' },
  },
  ...each('IP17', ['1000000000001', '-1', '0.5', '"1"', 'null', 'true', '[1]', '1e400'], cost => ({
    name: `a cost of ${cost}`,
    send: s =>
      request(s, { path: '/v1/keys/verify', body: `{"key":"${s.keys.plain.token}","cost":${cost}}` }),
    gets: { code: 'invalid_input' },
  })),
]

export const networks: AttackGroup = {
  attacks: addresses,
  scenarios: [
    {
      id: 'IP13',
      name: 'what is refused is told a wait that is long enough, and limits as structured fields',
      show: async subject => {
        const { client, builtInId, port, secrets } = subject
        const rateLimits = [{ name: 'calls', limit: 1, windowSeconds: 3_600 }]
        const { secret } = await client.keys.create({
          apiId: builtInId,
          name: 'Once',
          scopes: ['apis:read'],
          rateLimits,
        })
        secrets.push(secret ?? '')
        const sent = request(subject, { path: '/v1/apis?limit=1', key: secret ?? '' })
        expect((await sendBytes(port, sent)).status).toBe(200)
        const { status, headers } = await sendBytes(port, sent)
        expect(status).toBe(429)
        expect(headers['ratelimit-policy']).toBe('"calls";q=1;w=3600')
        expect(headers['ratelimit']).toMatch(/^"calls";r=0;t=\d+$/)
        expect(Number(headers['retry-after'])).toBeGreaterThan(3_000)
      },
    },
  ],
}
