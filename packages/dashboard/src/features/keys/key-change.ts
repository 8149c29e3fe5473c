import type { KeyView, UpdateKeyBody } from '@keyturn/contract/client'
import { dayText, isoDay } from '../../shared/instants.ts'
import { limitDraftsOf, readLimits } from '../../shared/rate-limits.ts'
import { readEndpoints, readLines } from '../../shared/typed-lists.ts'
import { expiryOf, type KeyDraft } from './key-draft.ts'
import { typeWords } from './type-field.tsx'

/** One thing that would be different, before and after, in words. */
export type Difference = { label: string; before: string; after: string }

type Where = { now: number; zone: string }

/** A key as the form that changes it holds it. */
export function draftOf(key: KeyView, zone: string): KeyDraft {
  return {
    name: key.name,
    environment: key.environment,
    type: key.type,
    scopes: key.scopes,
    expiry: key.expiresAt === null ? 'never' : 'date',
    expiryDate: key.expiresAt === null ? '' : isoDay(Date.parse(key.expiresAt), zone),
    purpose: key.purpose ?? '',
    usedBy: key.usedBy ?? '',
    allowedIps: (key.allowedIps ?? []).join('\n'),
    allowedEndpoints: (key.allowedEndpoints ?? []).map(({ method, path }) => `${method} ${path}`).join('\n'),
    limits: limitDraftsOf(key.rateLimits),
    rotateEveryDays: key.rotateEveryDays === null ? '' : String(key.rotateEveryDays),
    credits: key.credits === null ? '' : String(key.credits.remaining),
  }
}

/** What a change asks for: only what is different from the key as it is. */
export function patchOf(key: KeyView, draft: KeyDraft, where: Where): UpdateKeyBody {
  const changed = differs(key, draft, where)
  const ips = readLines(draft.allowedIps)
  const endpoints = readEndpoints(draft.allowedEndpoints)
  return {
    ...(changed.has('Type') && draft.type !== 'automatic' ? { type: draft.type } : {}),
    ...(changed.has('Scopes') ? { scopes: draft.scopes } : {}),
    ...(changed.has('Expires') ? { expiresAt: expiryOf(draft, where.now, where.zone) } : {}),
    ...(changed.has('Purpose') ? { purpose: textOrNull(draft.purpose) } : {}),
    ...(changed.has('Used by') ? { usedBy: textOrNull(draft.usedBy) } : {}),
    ...(changed.has('Allowed addresses') ? { allowedIps: listOrNull(ips) } : {}),
    ...(changed.has('Allowed endpoints') ? { allowedEndpoints: listOrNull(endpoints) } : {}),
    ...(changed.has('Limits') ? { rateLimits: listOrNull(readLimits(draft.limits)) } : {}),
    ...(changed.has('Rotate every') ? { rotateEveryDays: daysOf(draft) } : {}),
    ...(changed.has('Credits') ? { credits: creditsOf(key, draft) } : {}),
  }
}

/** What would be different, in the order of the form. */
export function differencesOf(key: KeyView, draft: KeyDraft, where: Where): Difference[] {
  const before = wordsOf(draftOf(key, where.zone), where)
  const after = wordsOf(draft, where)
  return before.flatMap(({ label, words }, index) => {
    const other = after[index]?.words ?? words
    return other === words ? [] : [{ label, before: words, after: other }]
  })
}

function differs(key: KeyView, draft: KeyDraft, where: Where): Set<string> {
  return new Set(differencesOf(key, draft, where).map(({ label }) => label))
}

function wordsOf(draft: KeyDraft, { now, zone }: Where): { label: string; words: string }[] {
  const day = expiryOf(draft, now, zone)
  const endpoints = readEndpoints(draft.allowedEndpoints).map(({ method, path }) => `${method} ${path}`)
  return [
    { label: 'Scopes', words: draft.scopes.toSorted().join(', ') || 'None' },
    { label: 'Type', words: typeWords[draft.type] },
    {
      label: 'Rotate every',
      words: daysOf(draft) === null ? 'As keys of its type' : `${daysOf(draft)} days`,
    },
    { label: 'Expires', words: day === null ? 'Never' : dayText(`${day}T12:00:00Z`, zone) },
    { label: 'Purpose', words: draft.purpose.trim() || 'Not said' },
    { label: 'Used by', words: draft.usedBy.trim() || 'Not said' },
    { label: 'Allowed addresses', words: readLines(draft.allowedIps).join(', ') || 'Anywhere' },
    { label: 'Allowed endpoints', words: endpoints.join(', ') || 'Whatever the scopes allow' },
    { label: 'Limits', words: limitsWords(draft) },
    { label: 'Credits', words: draft.credits === '' ? 'Not counted' : draft.credits },
  ]
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

function listOrNull<Item>(list: Item[]): Item[] | null {
  return list.length === 0 ? null : list
}

function limitsWords({ limits }: KeyDraft): string {
  const words = readLimits(limits).map(
    ({ name, limit, windowSeconds }) => `${name}: ${limit} in ${windowSeconds} seconds`,
  )
  return words.join(', ') || 'No limit'
}

function daysOf({ rotateEveryDays }: KeyDraft): number | null {
  return rotateEveryDays === '' ? null : Number(rotateEveryDays)
}

/** A new balance keeps the refill. */
function creditsOf({ credits }: KeyView, draft: KeyDraft): UpdateKeyBody['credits'] {
  return draft.credits === ''
    ? null
    : { remaining: Number(draft.credits), ...(credits?.refill ? { refill: credits.refill } : {}) }
}
