import type { KeyturnCalls, ListKeysQuery } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { findReferences, type References } from '../../connections/find-references.ts'
import { integer } from '../add-command.ts'

type Type = NonNullable<ListKeysQuery['type']>

export type KeyFilterOptions = References & {
  environment?: string
  type?: Type
  externalId?: string
  search?: string
  unusedForDays?: number
  rotationDue?: true
}

export type KeyFilter = Pick<
  ListKeysQuery,
  | 'organizationId'
  | 'apiId'
  | 'environment'
  | 'type'
  | 'externalId'
  | 'search'
  | 'unusedForDays'
  | 'rotationDue'
>

const types: Type[] = ['production', 'development', 'elevated']

export function addReferences(command: Command): Command {
  return command
    .option('--api <api>', 'The API: its id, or the prefix of its tokens.')
    .option('--organization <organization>', 'The organization: its id, or your own id of it.')
}

/** What keys are chosen by. */
export function addKeyFilter(command: Command): Command {
  return addReferences(command)
    .option('--environment <name>', 'Only this environment.')
    .addOption(new Option('--type <type>', 'Only this type.').choices(types))
    .option('--external-id <id>', 'Only the key with this id of yours.')
    .option('--search <text>', 'Part of the name, or the start of the token.')
    .option('--unused-for-days <n>', 'Not used for that many days.', integer)
    .option('--rotation-due', 'Only those whose rotation is due.')
}

export async function keyFilter(calls: KeyturnCalls, options: KeyFilterOptions): Promise<KeyFilter> {
  const { environment, type, externalId, search, unusedForDays, rotationDue } = options
  return {
    ...(await findReferences(calls, options)),
    ...(environment === undefined ? {} : { environment }),
    ...(type === undefined ? {} : { type }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(search === undefined ? {} : { search }),
    ...(unusedForDays === undefined ? {} : { unusedForDays }),
    ...(rotationDue === undefined ? {} : { rotationDue }),
  }
}
