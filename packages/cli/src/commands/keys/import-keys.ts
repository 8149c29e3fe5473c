import { createHash } from 'node:crypto'
import { type ImportKeysAnswer, KeyturnError } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { type Connected, connect } from '../../connections/connect.ts'
import { findReferences, type References } from '../../connections/find-references.ts'
import { readText } from '../../output/input.ts'
import { jsonArray } from '../../output/print-list.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { inBatches } from './batch-keys.ts'
import { addReferences } from './key-filter.ts'
import { type ImportedKey, readImportedKeys } from './read-imported-keys.ts'

export function addImportKeys(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'import <file>',
    summary: 'Take over keys that exist already, by the SHA-256 of their tokens. - is standard input.',
    examples: [
      'keyturn keys import keys.jsonl --api ee --organization cus_1842',
      'keyturn keys import - --json < keys.json',
    ],
  })
  addReferences(command)
    .addHelpText(
      'after',
      `
The file holds a JSON array, or one object a line, with the members that keys create takes and sha256 (lower-case
hex) or token, which is hashed here and not sent. --api and --organization are for entries that name none. Up to
1,000 keys are imported together or not at all; the same file again goes on where it stopped, for 24 hours.`,
    )
    .action((file: string, options: ApiOptions & References) => importKeys(run, file, options))
}

async function importKeys(run: Run, file: string, options: ApiOptions & References): Promise<void> {
  const { calls, send } = await connect(run, options)
  const entries = readImportedKeys(await readText(run.input, file))
  const references = await findReferences(calls, options)
  const batches = inBatches(entries.map(entry => ({ ...references, ...entry })))
  const print = options.json ? jsonArray(line => run.terminal.out(line)) : null
  let count = 0
  try {
    for (const batch of batches) {
      const { data } = await importBatch(send, batch)
      for (const key of data) print?.item(key)
      count += data.length
      run.terminal.progress(`${count} of ${entries.length} keys imported`)
    }
  } catch (error) {
    run.terminal.progress(null)
    run.terminal.error(`${count} of ${entries.length} keys were imported; the next were not.`)
    throw error instanceof KeyturnError ? movedTo(count, error) : error
  }
  run.terminal.progress(null)
  if (print) print.end()
  else run.terminal.out(`${count} ${count === 1 ? 'key' : 'keys'} imported.`)
}

/** The same keys again are answered as before: a run that was cut off can be repeated. */
function importBatch(send: Connected['send'], keys: readonly ImportedKey[]): Promise<ImportKeysAnswer> {
  const body = { keys }
  const idempotencyKey = `import-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`
  return send({ method: 'POST', path: '/v1/keys/import', body, keyed: true, options: { idempotencyKey } })
}

/** Pointers count from the start of the batch; people count from the start of the file. */
function movedTo(first: number, error: KeyturnError): KeyturnError {
  const errors = error.errors.map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/keys\/(\d+)/, (_, index) => `entry ${first + Number(index) + 1} `).trim(),
    message,
  }))
  const { status, code, requestId } = error
  // The API's own sentence counts from the start of the batch, too.
  const detail = errors.length > 0 ? 'The file holds keys that are refused.' : error.detail
  return new KeyturnError({ status, code, detail, requestId, errors, cause: error })
}
