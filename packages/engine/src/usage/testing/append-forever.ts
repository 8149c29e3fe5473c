/** For tests: appends to a journal until killed, and prints the id of each event that was acknowledged. */
import { newId } from '../../ids/new-id.ts'
import { openJournal } from '../open-journal.ts'
import { collectingLogger, sampleEvent } from './sample-events.ts'

const journal = await openJournal({
  directory: process.argv[2] ?? '',
  journalId: newId('jnl', Date.now()),
  durability: 'process-crash',
  segmentBytes: 20_000,
  log: collectingLogger(),
})

async function appendForever(): Promise<void> {
  for (;;) {
    const event = sampleEvent({ keyId: 'key_child' })
    await journal.append(event)
    process.stdout.write(`${event.id}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, appendForever))
