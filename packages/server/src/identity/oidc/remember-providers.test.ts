import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { outboundFetch } from '../../outbound/outbound-fetch.ts'
import { authorizationUrl, readVouched } from './ask-provider.ts'
import { openProvider } from './open-provider.ts'
import { rememberProviders } from './remember-providers.ts'
import { newBrowserSecret, signInSecrets } from './sign-in-secrets.ts'
import { openIdProvider, type TestProvider } from './testing/open-id-provider.ts'

const redirectUri = 'https://keys.example/callback'
const fetch = outboundFetch({ allow: ['127.0.0.1/32'] })
let provider: TestProvider
let asked: string[]
let now: number
let open: ReturnType<typeof rememberProviders>

beforeAll(async () => {
  provider = await openIdProvider([redirectUri])
})
afterAll(() => provider.close())
beforeEach(() => {
  asked = []
  now = 0
  provider.tamper = path => void asked.push(path)
  open = rememberProviders(
    settings => openProvider(settings, fetch),
    () => now,
  )
})

const discovered = () => asked.filter(path => path.startsWith('/.well-known')).length

async function signIn() {
  const secrets = signInSecrets(newBrowserSecret())
  const url = await authorizationUrl(await open(provider), { secrets, redirectUri })
  return readVouched(await open(provider), { secrets, answer: await provider.visit(url) })
}

test('a real provider is asked once what it is and for its keys, however many sign in within a minute', async () => {
  for (let each = 0; each < 3; each++) expect(await signIn()).toMatchObject({ subject: 'ada' })
  expect(discovered()).toBe(1)
  expect(asked.filter(path => path === '/jwks')).toHaveLength(1)
  now = 59_999
  await open(provider)
  expect(discovered()).toBe(1)
  now = 60_000
  expect(await signIn()).toMatchObject({ subject: 'ada' })
  expect(discovered()).toBe(2)
})

test('another client or another secret is another one', async () => {
  await open(provider)
  await open({ ...provider, clientId: 'other' })
  const guessed = await open({ ...provider, clientSecret: 'guessed' })
  expect(discovered()).toBe(3)
  expect(await open({ ...provider, clientSecret: 'guessed' })).toBe(guessed)
  expect(await open(provider)).not.toBe(guessed)
})

test('what could not be found is looked for again', async () => {
  provider.tamper = (path, body) => {
    if (path.startsWith('/.well-known')) body['issuer'] = 'https://other.example'
  }
  await expect(open(provider)).rejects.toMatchObject({ name: 'ProviderFailure' })
  provider.tamper = () => {}
  await open(provider)
})
