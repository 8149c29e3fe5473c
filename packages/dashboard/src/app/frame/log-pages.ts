import { usePermissions } from '../read-usage-search.ts'

/** The pages about what keys and people did, each with the permissions of which one is needed to see it. */
export const logPages = [
  { to: '/organizations/$organizationId/usage', title: 'Usage', requires: usePermissions },
  { to: '/organizations/$organizationId/logs', title: 'Logs', requires: usePermissions },
  { to: '/organizations/$organizationId/audit', title: 'Audit log', requires: ['view_logs'] },
] as const
