import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { findDestination } from './find-destination.ts'
import { judgeAddress } from './outbound-address.ts'
import { outboundFetch } from './outbound-fetch.ts'

const at = (...addresses: string[]) => ({
  resolve: async () => addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
})
const refused = { name: 'OutboundRefusal' }

describe('an address', () => {
  test.each([
    ...[
      '127.0.0.1',
      '0.0.0.0',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '100.100.100.200',
      '169.254.169.254',
    ],
    ...[
      '168.63.129.16',
      '192.0.2.1',
      '198.51.100.7',
      '203.0.113.9',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'fe80::1',
      'fc00::1',
    ],
    ...[
      'fec0::1',
      'ff02::1',
      'fd00:ec2::254',
      '2001:db8::1',
      '2001::1',
      '::127.0.0.1',
      'x',
      '',
      '1.1.1.1.',
      '127.1',
    ],
  ])('%s is not public', text => {
    expect(judgeAddress(text, [])).toBe('refused')
  })

  test.each(['1.1.1.1', '::ffff:1.1.1.1', '2606:4700:4700::1111', '172.32.0.1', '168.63.129.17'])(
    '%s is',
    text => {
      expect(judgeAddress(text, [])).toBe('public')
    },
  )

  test('is allowed in the networks that the operator names, and only there', () => {
    expect(judgeAddress('10.1.2.3', ['10.1.0.0/16'])).toBe('allowed')
    expect(judgeAddress('::ffff:10.1.2.3', ['10.1.0.0/16'])).toBe('allowed')
    expect(judgeAddress('10.2.2.3', ['10.1.0.0/16'])).toBe('refused')
  })
})

describe('a destination', () => {
  const find = (url: string, options: Partial<Parameters<typeof findDestination>[1]> = {}) =>
    findDestination(new URL(url), { allow: [], ...at('1.1.1.1'), ...options })

  test.each([
    ...[
      'http://127.0.0.1',
      'https://127.1',
      'https://0177.0.0.1',
      'https://0x7f.1',
      'https://2130706433',
      'https://0',
    ],
    ...[
      'https://①②⑦.0.0.1',
      'https://[::1]',
      'https://[::ffff:7f00:1]',
      'https://%31%32%37.0.0.1',
      'http://1.1.1.1',
    ],
    ...['https://a.example:22', 'https://a.example:6379', 'https://good@a.example', 'http://a.example'],
    ...['file:///etc/passwd', 'ftp://a.example', 'gopher://a.example', 'data:,x', 'javascript:alert(1)'],
  ])('%s is refused', async url => {
    await expect(find(url)).rejects.toMatchObject(refused)
  })

  test('is refused where any of its addresses is not public', async () => {
    await expect(find('https://a.example', at('1.1.1.1', '10.0.0.1'))).rejects.toMatchObject(refused)
    await expect(find('https://a.example', at('1.1.1.1', '::1'))).rejects.toMatchObject(refused)
    await expect(find('https://a.example', at())).rejects.toMatchObject(refused)
    const none = { resolve: () => Promise.reject(new Error('ENOTFOUND')) }
    await expect(find('https://a.example', none)).rejects.toMatchObject(refused)
    expect((await find('https://a.example:8443')).addresses).toEqual([{ address: '1.1.1.1', family: 4 }])
  })

  test('that the operator allows may have any port and do without TLS', async () => {
    const allow = ['10.0.0.0/8']
    expect((await find('http://idp.internal:8080/x', { allow, ...at('10.0.0.1') })).addresses).toHaveLength(1)
    await expect(find('http://idp.internal', { allow, ...at('10.0.0.1', '1.1.1.1') })).rejects.toMatchObject(
      refused,
    )
  })
})

describe('a call', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  async function peer(answer: RequestListener): Promise<{ url: string; port: number }> {
    const server = createServer(answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => {
      server.close()
      server.closeAllConnections()
    })
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, port }
  }
  const allow = ['127.0.0.1/32']

  test('brings what was sent and what was answered', async () => {
    const { url } = await peer((request, response) => {
      response.setHeader('x-was', `${request.method} ${request.headers['x-sent']}`)
      request.pipe(response)
    })
    const fetched = await outboundFetch({ allow })(url, {
      method: 'POST',
      headers: { 'x-sent': 'y' },
      body: 'text',
    })
    expect([fetched.status, fetched.headers.get('x-was'), await fetched.text()]).toEqual([
      200,
      'POST y',
      'text',
    ])
  })

  test('goes to the address that was checked, whatever the name stands for by then', async () => {
    const { port } = await peer((_, response) => response.end('the one'))
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    const resolve = async () => (answers.shift() ?? []).map(address => ({ address, family: 4 }))
    const fetched = await outboundFetch({ allow, resolve })(`http://rebound.example:${port}`)
    expect(await fetched.text()).toBe('the one')
    expect(answers).toHaveLength(1)
  })

  test('follows no redirect', async () => {
    let calls = 0
    const { url } = await peer((_, response) => {
      calls += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect((await outboundFetch({ allow })(url)).status).toBe(302)
    expect(calls).toBe(1)
  })

  test('is cut where the answer is large, or never comes', async () => {
    const large = await peer((_, response) => response.end(Buffer.alloc(2_000)))
    await expect(outboundFetch({ allow, bytesMax: 1_000 })(large.url)).rejects.toMatchObject(refused)
    const silent = await peer(() => {})
    await expect(outboundFetch({ allow, timeoutMs: 50 })(silent.url)).rejects.toMatchObject(refused)
  })

  test('asks no proxy of the environment', async () => {
    const asked: string[] = []
    const proxy = await peer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    const { url } = await peer((_, response) => response.end('direct'))
    process.env['HTTP_PROXY'] = proxy.url
    closing.push(() => delete process.env['HTTP_PROXY'])
    expect(await (await outboundFetch({ allow })(url)).text()).toBe('direct')
    expect(asked).toEqual([])
  })
})
