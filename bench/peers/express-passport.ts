/**
 * express with passport-headerapikey as its documentation shows it. Keys are digests in a Map, which is the least
 * that a vendor would write; nothing is recorded and nothing is limited.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import express from 'express'
import passport from 'passport'
import { HeaderAPIKeyStrategy } from 'passport-headerapikey'
import { listen } from './listen.ts'

type Key = { id: string; name: string; scopes: string[] }

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
const { tokens, count, answerBytes } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  tokens: string[]
  count: number
  answerBytes: number
}

const keys = new Map<string, Key>()
for (let number = 0; number < count; number++) {
  const token = tokens[number] ?? `filler-${number}`
  keys.set(digestOf(token), {
    id: `key_${number}`,
    name: `Key ${number}`,
    scopes: ['leads:read', 'lists:read'],
  })
}

passport.use(
  new HeaderAPIKeyStrategy({ header: 'X-API-Key', prefix: '' }, false, (token, done) => {
    const key = keys.get(digestOf(token))
    if (key?.scopes.includes('leads:read')) done(null, key)
    else done(null, undefined)
  }),
)

const app = express()
app.disable('x-powered-by')
app.use(express.json())
app.use(passport.initialize())
app.post('/verify', passport.authenticate('headerapikey', { session: false }), (request, response) => {
  response.json({ valid: true, key: request.user, padding: 'x'.repeat(Math.max(0, answerBytes - 100)) })
})
const server = createServer(app)
server.keepAliveTimeout = 60_000
listen(server)
