import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import Database from 'better-sqlite3'

/** better-auth with its api-key plugin on SQLite in WAL mode, limits on, as its documentation sets it up. */
export async function openBetterAuth(file: string) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  const options = {
    database,
    secret: 'a secret of the bench that guards nothing at all',
    baseURL: 'http://127.0.0.1',
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    plugins: [
      apiKey({
        enableMetadata: true,
        rateLimit: { enabled: true, maxRequests: 1_000_000_000, timeWindow: 60_000 },
      }),
    ],
  }
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  return { auth: betterAuth(options), database }
}
