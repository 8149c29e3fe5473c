import type { Command } from 'commander'
import { addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addBulkRevokeKeys } from './bulk-revoke-keys.ts'
import { addCreateKey } from './create-key.ts'
import { addDeleteKey } from './delete-key.ts'
import { addExportKeys } from './export-keys.ts'
import { addImportKeys } from './import-keys.ts'
import { addListKeys } from './list-keys.ts'
import { addLookupKey } from './lookup-key.ts'
import { addRenameKey } from './rename-key.ts'
import { addRevealKey } from './reveal-key.ts'
import { addRevokeKey } from './revoke-key.ts'
import { addRotateKey } from './rotate-key.ts'
import { addShowKey } from './show-key.ts'
import { addUpdateKey } from './update-key.ts'
import { addVerifyKey } from './verify-key.ts'

/** `keyturn keys …` */
export function addKeys(program: Command, run: Run): void {
  const keys = addGroup(program, {
    usage: 'keys',
    summary: 'Issue, change, rotate, revoke and check keys.',
    examples: ['keyturn keys list --status active', 'keyturn keys create --help'],
  })
  addListKeys(keys, run)
  addCreateKey(keys, run)
  addShowKey(keys, run)
  addRenameKey(keys, run)
  addUpdateKey(keys, run)
  addRotateKey(keys, run)
  addRevealKey(keys, run)
  addRevokeKey(keys, run)
  addDeleteKey(keys, run)
  addBulkRevokeKeys(keys, run)
  addVerifyKey(keys, run)
  addLookupKey(keys, run)
  addImportKeys(keys, run)
  addExportKeys(keys, run)
}
