import { z } from 'zod'
import { instant } from '../fields/instant.ts'

const milliseconds = z.number().min(0)
const count = z.int().min(0)

const finding = z
  .object({
    check: z.string().meta({ description: 'Stable name for programs.', examples: ['servers'] }),
    state: z.enum(['ok', 'warning', 'serious']),
    sentence: z.string().meta({ description: 'What is the case.' }),
    advice: z.string().nullable().meta({ description: 'What to do; null where nothing is to be done.' }),
  })
  .meta({ id: 'SystemFinding', description: 'What a look at one part of the installation has found.' })

const encryption = z.object({
  state: z.enum(['unused', 'open', 'sealed']).meta({
    description:
      '`unused` before a token was to be kept for the first time; `sealed` while the key-encryption key is missing.',
  }),
  kekId: z
    .string()
    .nullable()
    .meta({ description: 'The key-encryption key in use, or the one that is missing.' }),
})

const lease = z.object({
  lengthMs: milliseconds,
  remainingMs: milliseconds.meta({
    description: 'What is left, or at the most what is left; 0: it may decide nothing.',
  }),
  behindMs: milliseconds.meta({ description: 'How long ago it had seen every change.' }),
})

const figures = z.object({
  problems: z.array(z.string()).meta({ description: 'Why it is not ready.' }),
  secrets: count.meta({ description: 'Secrets in memory.' }),
  decidingBytes: count.meta({ description: 'Memory that they take for deciding.' }),
  journalBytes: count.meta({ description: 'Usage that is not in the usage log yet.' }),
  shippingLagMs: milliseconds.meta({ description: 'How long the oldest of that has waited.' }),
  shippingFails: z.boolean().meta({ description: 'Whether the last try to store it failed.' }),
  databaseLatencyMs: milliseconds.meta({
    description: 'How long the database took for the smallest answer.',
  }),
  unreadableRows: count.meta({ description: 'Stored rows that deny because they cannot be read.' }),
  unrecordedUses: count.meta({ description: 'Management calls that are not in the usage log.' }),
  encryption,
  mail: z
    .object({ sent: count, failed: count })
    .nullable()
    .meta({ description: 'Since its start; null: it sends none.' }),
})

const server = z
  .object({
    id: z.string(),
    state: z.enum(['serving', 'not_ready', 'silent']).meta({
      description: '`silent`: it was killed or is cut off; its lease is over, and it decides nothing.',
    }),
    answering: z.boolean().meta({ description: 'Whether it is the one that answers this call.' }),
    version: z.string(),
    startedAt: instant.nullable(),
    reportedAt: instant.nullable().meta({ description: 'When it last said how it is.' }),
    lease: lease.nullable().meta({ description: 'Null once it is off the registry.' }),
    figures: figures
      .nullable()
      .meta({ description: 'Null where it has told nothing that this version can read.' }),
  })
  .meta({ id: 'SystemServer', description: 'One server of the installation.' })

/** A whole installation as one of its servers sees it. */
export const system = z
  .object({
    state: z.enum(['ok', 'warning', 'serious']).meta({ description: 'The worst of what was found.' }),
    findings: z.array(finding),
    database: z.object({
      kind: z.enum(['sqlite', 'postgres']),
      latencyMs: milliseconds.meta({ description: 'For the server that answers.' }),
    }),
    encryption,
    mail: z
      .object({ waiting: count, dead: count })
      .nullable()
      .meta({ description: 'What waits, and what was given up within a month; null where none is sent.' }),
    servers: z.array(server),
  })
  .meta({ id: 'System', description: 'The state of the whole installation.' })
