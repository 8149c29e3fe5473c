import { defineOperation } from '../operations/operation.ts'
import { system } from './system.ts'

const getSystem = defineOperation({
  operationId: 'getSystem',
  method: 'GET',
  path: '/v1/system',
  tag: 'System',
  summary: 'Get the state of the installation',
  description:
    'Every server with its lease, its journal and its version, the database, encryption and mail, and what is to be ' +
    'done about them. For keys that are not confined, and for operators. A server that was killed is told for a day.',
  scope: 'metrics:read',
  params: null,
  query: null,
  body: null,
  success: {
    status: 200,
    description: 'The installation as the server that answers sees it.',
    schema: system,
  },
  problems: ['insufficient_permission'],
})

export const systemOperations = [getSystem] as const
