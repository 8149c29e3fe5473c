import type { KeyPolicySource } from '@keyturn/core'
import { readJson } from '../storage/read-json.ts'
import { partsOf } from './joined-texts.ts'

/** The columns of a key that say what it may do. */
export type PolicyColumns = {
  scopes: string
  rateLimits: string
  credits: boolean
  /** Null alone restricts nothing. */
  allowedIps: string | null
  allowedEndpoints: string | null
}

export type StoredPolicy = {
  readonly columns: PolicyColumns
  /** Frozen throughout, so that the key table needs to look at it once. */
  readonly policy: KeyPolicySource
  /** The scopes as they are shown. */
  readonly scopesJson: string
}

/** What `secretsWithKeys` joined into one text. */
export function readStoredPolicy(text: string): StoredPolicy {
  const columns = readColumns(text)
  return {
    columns,
    policy: freezeThroughout(readPolicy(columns)),
    scopesJson: JSON.stringify(readJson(columns.scopes, [])),
  }
}

const unreadableColumns: PolicyColumns = {
  scopes: '',
  rateLimits: '',
  credits: false,
  allowedIps: '',
  allowedEndpoints: '',
}

function readColumns(text: string): PolicyColumns {
  const parts = partsOf(text, 5)
  if (parts === null) return unreadableColumns
  const [scopes = '', rateLimits = '', credits = '', allowedIps = '', allowedEndpoints = ''] = parts
  return {
    scopes,
    rateLimits,
    credits: credits === '1',
    allowedIps: readNullable(allowedIps),
    allowedEndpoints: readNullable(allowedEndpoints),
  }
}

/** Nothing is SQL's NULL; a text has a mark before it. */
function readNullable(text: string): string | null {
  return text === '' ? null : text.slice(1)
}

/** What stands for every policy that cannot be read. Of the wrong type on purpose: compiling it yields one that denies. */
export const unreadablePolicy: KeyPolicySource = freezeThroughout({
  scopes: ['?'],
  allowedIps: [],
  allowedEndpoints: [],
  rateLimits: [],
  credits: false,
})

function readPolicy(columns: PolicyColumns): KeyPolicySource {
  try {
    return {
      scopes: JSON.parse(columns.scopes),
      allowedIps: parseRestriction(columns.allowedIps),
      allowedEndpoints: parseRestriction(columns.allowedEndpoints),
      rateLimits: JSON.parse(columns.rateLimits),
      credits: columns.credits,
    }
  } catch {
    return unreadablePolicy
  }
}

/** SQL NULL alone restricts nothing: in the text null somebody lost a list. */
function parseRestriction(text: string | null) {
  if (text === null) return null
  const list = JSON.parse(text)
  if (list === null) throw new SyntaxError('The text null is no list.')
  return list
}

function freezeThroughout<Value extends object>(value: Value): Value {
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freezeThroughout(member)
  return Object.freeze(value)
}
