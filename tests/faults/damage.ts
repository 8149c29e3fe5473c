import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Something that can happen to the files of an installation that is not running. */
export type Damage = { name: string; apply(directory: string): void }

const pageBytes = 4096

function overwrite(file: string, offset: number, bytes: Buffer): void {
  const content = readFileSync(file)
  bytes.copy(content, offset)
  writeFileSync(file, content)
}

function randomPage(file: string): number {
  return randomInt(Math.max(1, Math.floor(statSync(file).size / pageBytes))) * pageBytes
}

/** To one database file: what disks and copying do. */
const toDatabase: Record<string, (file: string) => void> = {
  'a page of noise': file => overwrite(file, randomPage(file), randomBytes(pageBytes)),
  'a page of zeros': file => overwrite(file, randomPage(file), Buffer.alloc(pageBytes)),
  'a sector of noise': file => {
    overwrite(file, randomPage(file) + randomInt(8) * 512, randomBytes(512))
  },
  'two pages exchanged': file => {
    const content = readFileSync(file)
    const [one, other] = [randomPage(file), randomPage(file)]
    const page = Buffer.from(content.subarray(one, one + pageBytes))
    content.copy(content, one, other, other + pageBytes)
    page.copy(content, other)
    writeFileSync(file, content)
  },
  'a cut': file => truncateSync(file, randomInt(1, statSync(file).size)),
  'nothing left': file => truncateSync(file, 0),
  "somebody else's database": file => {
    rmSync(file)
    new Database(file).exec('CREATE TABLE recipes (id INTEGER PRIMARY KEY, title TEXT)').close()
  },
  'no database at all': file => writeFileSync(file, 'Dear diary,\n'.repeat(1_000)),
}

/** Each kind of damage to the file, which lies in the data directory. */
export function damagesTo(name: string): Damage[] {
  return Object.entries(toDatabase).map(([kind, damage]) => ({
    name: `${kind} in ${name}`,
    apply: directory => damage(join(directory, name)),
  }))
}

/** What the start itself does not read of a usage log: the thread that ships journals meets it. */
export const damagesToShipping: Damage[] = [
  { name: 'a table of zeros in usage/activity.db', apply: zeroTable('activity.db', 'journals') },
]

function zeroTable(name: string, table: string): (directory: string) => void {
  return directory => {
    const file = join(directory, 'usage', name)
    const database = new Database(file)
    const page = database
      .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
      .pluck()
      .get(table)
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.close()
    if (page === undefined) throw new Error(`${name} has no table ${table}`)
    overwrite(file, (page - 1) * pageBytes, Buffer.alloc(pageBytes))
  }
}

/** To the write-ahead log of a process that was killed: without it the file is that of a while ago. */
export const damagesToLog: Damage[] = [
  { name: 'keyturn.db-wal is missing', apply: directory => rmSync(join(directory, 'keyturn.db-wal')) },
  {
    name: 'keyturn.db-wal is cut',
    apply: directory => {
      const file = join(directory, 'keyturn.db-wal')
      truncateSync(file, randomInt(32, statSync(file).size))
    },
  },
  {
    name: 'keyturn.db-wal has a frame of noise',
    apply: directory => {
      const file = join(directory, 'keyturn.db-wal')
      overwrite(file, randomPage(file), randomBytes(pageBytes))
    },
  },
  { name: 'keyturn.db-wal is of zeros', apply: directory => zero(join(directory, 'keyturn.db-wal')) },
  { name: 'keyturn.db-shm is of zeros', apply: directory => zero(join(directory, 'keyturn.db-shm')) },
  {
    name: 'keyturn.db-shm is noise',
    apply: directory => overwrite(join(directory, 'keyturn.db-shm'), 0, randomBytes(pageBytes)),
  },
]

function zero(file: string): void {
  writeFileSync(file, Buffer.alloc(statSync(file).size))
}
