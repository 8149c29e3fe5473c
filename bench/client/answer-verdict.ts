/** Answers every request with the same verdict: what a call costs its client does not depend on how it came about. */
import { createServer } from 'node:http'
import { listen } from '../peers/listen.ts'

const verdict = JSON.stringify({
  valid: true,
  code: 'valid',
  verificationId: 'ver_01jd8q4z6xk2v9m3t7r5w1c0hc',
  key: {
    id: 'key_01jd8q4z6xk2v9m3t7r5w1c0ha',
    name: 'Production CRM sync',
    apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
    organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0hb',
    environment: 'live',
    scopes: ['leads:read'],
    expiresAt: null,
    metadata: {},
  },
  rateLimits: [{ name: 'default', limit: 1_000, windowSeconds: 60, remaining: 999, resetSeconds: 0.06 }],
})

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': verdict.length })
    response.end(verdict)
  })
})
server.keepAliveTimeout = 60_000
listen(server)
