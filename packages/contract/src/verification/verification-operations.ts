import { defineOperation } from '../operations/operation.ts'
import { verdict, verifyBatchAnswer, verifyBatchBody, verifyBody } from './verification.ts'

const tag = 'Verification'

const verifyKey = defineOperation({
  operationId: 'verifyKey',
  method: 'POST',
  path: '/v1/keys/verify',
  tag,
  summary: 'Verify a presented key',
  description:
    'Decides whether a key that somebody presented may do what was asked, and records it. A verdict is an answer: ' +
    'the status is 200 for every verdict. A denied verification consumes no limit and no credit.',
  scope: 'keys:verify',
  params: null,
  query: null,
  body: verifyBody,
  bodyExample: {
    key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
    apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
    environment: 'live',
    scopes: 'leads:read and not leads:write',
    request: { method: 'GET', path: '/v1/leads', ip: '203.0.113.7' },
  },
  success: { status: 200, description: 'The verdict.', schema: verdict },
  problems: ['overloaded', 'fenced'],
  repeatable: true,
})

const verifyKeyBatch = defineOperation({
  operationId: 'verifyKeyBatch',
  method: 'POST',
  path: '/v1/keys/verify-batch',
  tag,
  summary: 'Verify up to 1,000 presented keys',
  description: 'The verdicts are in the order of the verifications.',
  scope: 'keys:verify',
  params: null,
  query: null,
  body: verifyBatchBody,
  bodyExample: {
    verifications: [{ key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH', scopes: ['leads:read'] }],
  },
  success: { status: 200, description: 'The verdicts.', schema: verifyBatchAnswer },
  problems: ['overloaded', 'fenced'],
  repeatable: true,
})

export const verificationOperations = [verifyKey, verifyKeyBatch] as const
