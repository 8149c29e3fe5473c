import { type CreatePortalSessionBody, portalPermissions } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findApiId, findOrganizationId } from '../../connections/find-references.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'

type PortalOptions = ApiOptions & {
  actorId: string
  actorName: string
  permission: CreatePortalSessionBody['permissions']
  returnUrl?: string
}

/** `keyturn portal-sessions …` */
export function addPortalSessions(parent: Command, run: Run): void {
  const sessions = addGroup(parent, {
    usage: 'portal-sessions',
    summary: 'The key page of an API inside of your own product.',
    examples: ['keyturn portal-sessions create cus_1842 ee --actor-id user_1042 --actor-name Grace'],
  })
  addApiCommand(sessions, {
    usage: 'create <organization> <api>',
    summary: 'Make a link that opens it once, within five minutes, for one person; it is printed.',
    examples: [
      'keyturn portal-sessions create cus_1842 ee --actor-id user_1042 --actor-name Grace',
      'keyturn portal-sessions create cus_1842 ee --actor-id user_1042 --actor-name Grace --permission view_keys manage_keys',
    ],
  })
    .requiredOption('--actor-id <id>', 'Who it is for, in your product; it stays in the audit log for good.')
    .requiredOption('--actor-name <name>', 'What the person is called.')
    .addOption(
      new Option('--permission <name...>', 'What the person may do with the keys of this API.')
        .choices(portalPermissions)
        .default(['view_keys']),
    )
    .option(
      '--return-url <address>',
      'Where the page leads back to, on one of the portal origins of the API.',
    )
    .action(async (organization: string, api: string, options: PortalOptions) => {
      const { calls } = await connect(run, options)
      const { actorId, actorName, permission: permissions, returnUrl } = options
      const session = await calls.portalSessions.create({
        organizationId: await findOrganizationId(calls, organization),
        apiId: await findApiId(calls, api),
        actor: { id: actorId, name: actorName },
        permissions,
        ...(returnUrl === undefined ? {} : { returnUrl }),
      })
      run.terminal.out(options.json ? toJson(session) : session.url)
    })
}
