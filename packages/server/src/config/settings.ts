import { parseMailFrom, type Sender } from './mail-from.ts'
import {
  decimalBetween,
  integerBetween,
  oneOf,
  parseDatabaseUrl,
  parseDirectory,
  parseHost,
  parseKekFile,
  parseNetworks,
  parsePublicUrl,
  parseRootKey,
} from './parsers.ts'
import { type Setting, setting } from './setting.ts'
import { parseSmtpUrl, type SmtpServer } from './smtp-url.ts'

const plain = { flag: 'always', file: 'none' } as const

/** Every setting of the server. */
export const settings = {
  port: setting<number>({
    ...plain,
    name: 'KEYTURN_PORT',
    placeholder: 'port',
    description: 'Port to listen on; 0 takes a free one.',
    fallback: 8787,
    parse: integerBetween(0, 65_535),
  }),
  host: setting<string>({
    ...plain,
    name: 'KEYTURN_HOST',
    placeholder: 'address',
    description: 'Address to listen on.',
    fallback: '127.0.0.1',
    parse: parseHost,
  }),
  dataDirectory: setting<string>({
    ...plain,
    name: 'KEYTURN_DATA',
    placeholder: 'directory',
    description: 'Directory of the embedded database, the journal and what else must outlive a restart.',
    fallback: './data',
    parse: parseDirectory,
  }),
  databaseUrl: setting<string | null>({
    name: 'KEYTURN_DATABASE_URL',
    placeholder: 'url',
    description: 'PostgreSQL, as postgres://…; without it the embedded database is used.',
    fallback: null,
    parse: parseDatabaseUrl,
    flag: 'never',
    file: 'accepted',
  }),
  kekFile: setting<string | null>({
    ...plain,
    name: 'KEYTURN_KEK_FILE',
    placeholder: 'file',
    description:
      'Holds the key under which tokens that can be shown again are encrypted; made at its first use. Not in the data directory, and not where its backups are. Default: the name of the data directory with .kek.',
    fallback: null,
    parse: parseKekFile,
  }),
  publicUrl: setting<string | null>({
    ...plain,
    name: 'KEYTURN_PUBLIC_URL',
    placeholder: 'url',
    description: 'Address at which clients reach this installation; default: the address listened on.',
    fallback: null,
    parse: parsePublicUrl,
  }),
  rootKey: setting<string | null>({
    name: 'KEYTURN_ROOT_KEY',
    placeholder: 'key',
    description: 'Adopted as a management key at the start; the same key again is no change.',
    fallback: null,
    parse: parseRootKey,
    flag: 'never',
    file: 'accepted',
  }),
  leaseSeconds: setting<number>({
    ...plain,
    name: 'KEYTURN_LEASE_SECONDS',
    placeholder: 'seconds',
    description:
      'How long a node may decide without having read the changes: the longest wait of a revocation when a node is cut off.',
    fallback: 1,
    parse: decimalBetween(0.2, 3600),
  }),
  durability: setting<'process-crash' | 'power-loss'>({
    ...plain,
    name: 'KEYTURN_DURABILITY',
    placeholder: 'level',
    description: 'What recorded verifications survive: process-crash, or power-loss (slower).',
    fallback: 'process-crash',
    parse: oneOf('process-crash', 'power-loss'),
  }),
  drainSeconds: setting<number>({
    ...plain,
    name: 'KEYTURN_DRAIN_SECONDS',
    placeholder: 'seconds',
    description:
      'How long requests are still taken after a stop was asked for and /readyz says so: longer than the interval of the load balancer’s health checks.',
    fallback: 0,
    parse: decimalBetween(0, 300),
  }),
  usageRetentionMonths: setting<number>({
    ...plain,
    name: 'KEYTURN_USAGE_RETENTION_MONTHS',
    placeholder: 'months',
    description:
      'Months of the usage log that are kept besides the present one; sums by day are kept five years.',
    fallback: 13,
    parse: integerBetween(1, 120),
  }),
  trustedProxies: setting<string[]>({
    ...plain,
    name: 'KEYTURN_TRUSTED_PROXIES',
    placeholder: 'networks',
    description:
      'Peers whose X-Forwarded-For is believed, and gateways that may ask: addresses and CIDR networks, separated by commas.',
    fallback: [],
    parse: parseNetworks,
  }),
  smtpServer: setting<SmtpServer | null>({
    name: 'KEYTURN_SMTP_URL',
    placeholder: 'url',
    description:
      'Mail server, as smtps://user:password@host:465, or smtp://…:587 for STARTTLS; without it no mail is sent. In clear only to this machine, or with ?tls=none and no password.',
    fallback: null,
    parse: parseSmtpUrl,
    flag: 'never',
    file: 'accepted',
  }),
  mailFrom: setting<Sender | null>({
    ...plain,
    name: 'KEYTURN_MAIL_FROM',
    placeholder: 'address',
    description: 'Whom mail comes from, as Example Keys <keys@example.com>.',
    fallback: null,
    parse: parseMailFrom,
  }),
  outboundAllow: setting<string[]>({
    ...plain,
    name: 'KEYTURN_OUTBOUND_ALLOW',
    placeholder: 'networks',
    description:
      'Networks that this server may call although they are not public, such as that of your identity provider: addresses and CIDR networks, separated by commas.',
    fallback: [],
    parse: parseNetworks,
  }),
  verificationPort: setting<number | null>({
    ...plain,
    name: 'KEYTURN_VERIFICATION_PORT',
    placeholder: 'port',
    description:
      'Serves verifications, outcomes, forward-auth and health, and nothing else, on this port too, so that only whoever manages keys has to reach the other one.',
    fallback: null,
    parse: integerBetween(0, 65_535),
  }),
  verificationHost: setting<string | null>({
    ...plain,
    name: 'KEYTURN_VERIFICATION_HOST',
    placeholder: 'address',
    description: 'Address of that port. Default: that of KEYTURN_HOST.',
    fallback: null,
    parse: parseHost,
  }),
  metricsPort: setting<number | null>({
    ...plain,
    name: 'KEYTURN_METRICS_PORT',
    placeholder: 'port',
    description: 'Serves /metrics without a key on this port of the loopback interface.',
    fallback: null,
    parse: integerBetween(0, 65_535),
  }),
  logLevel: setting<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'>({
    ...plain,
    name: 'KEYTURN_LOG_LEVEL',
    placeholder: 'level',
    description: 'Least level that is logged: trace, debug, info, warn, error, fatal or silent.',
    fallback: 'info',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  }),
}

type SettingTable = typeof settings

/** The settings with their values. */
export type Settings = {
  [Member in keyof SettingTable]: SettingTable[Member] extends Setting<infer T> ? T : never
}

/** The same table as a list, for whoever does not care about the types of values. */
export const settingList: readonly Setting<unknown>[] = Object.values(settings)

/** Variables of Keyturn's clients: they may stand beside the server's own. */
export const clientVariables = ['KEYTURN_URL', 'KEYTURN_KEY', 'KEYTURN_KEY_FILE', 'KEYTURN_API_ID'] as const
