import { type CreateMemberBody, memberPermissions } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'

export type Permission = NonNullable<CreateMemberBody['permissions']>[number]
export type PermissionOptions = { permission?: Permission[] }

/** What a person may do. */
export function addPermissionOption(command: Command): Command {
  return command.addOption(
    new Option('--permission <name...>', 'What the person may do; administer is all of it.').choices(
      memberPermissions,
    ),
  )
}
