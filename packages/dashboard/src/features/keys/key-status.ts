import type { KeyView } from '@keyturn/contract/client'
import { daysBetween } from '../../shared/instants.ts'
import type { Tone } from '../../shared/status-text.tsx'

const soonDays = 14
const unusedDays = 30

/** The state of a key as a word and its tone. */
export function statusOf(
  { status, expiresAt, rotateBy }: Pick<KeyView, 'status' | 'expiresAt' | 'rotateBy'>,
  now: number,
): { tone: Tone; text: string } {
  if (status === 'revoked') return { tone: 'bad', text: 'Revoked' }
  if (status === 'disabled') return { tone: 'quiet', text: 'Disabled' }
  if (status === 'expired') return { tone: 'bad', text: 'Expired' }
  const days = expiresAt === null ? Number.POSITIVE_INFINITY : daysBetween(now, expiresAt)
  if (days < 1) return { tone: 'warning', text: 'Expires today' }
  if (days < soonDays) return { tone: 'warning', text: `Expires in ${Math.ceil(days)} days` }
  if (status === 'rotating') return { tone: 'warning', text: 'Rotating' }
  if (isOverdue({ rotateBy }, now)) return { tone: 'warning', text: 'Rotation overdue' }
  return { tone: 'good', text: 'Active' }
}

/** The day by which it was to get a new token has passed. */
export function isOverdue({ rotateBy }: Pick<KeyView, 'rotateBy'>, now: number): boolean {
  return rotateBy !== null && Date.parse(rotateBy) <= now
}

/** Never used, and old enough that it should have been. */
export function isForgotten(
  { lastUsedAt, createdAt }: Pick<KeyView, 'lastUsedAt' | 'createdAt'>,
  now: number,
): boolean {
  return lastUsedAt === null && daysBetween(Date.parse(createdAt), new Date(now).toISOString()) > unusedDays
}

/** How people recognise its token; of an imported key nothing but a digest is known. */
export function startWords({ start }: Pick<KeyView, 'start'>): string {
  return start === '' ? 'imported' : `${start}…`
}

/** Whether any of its secrets can still be accepted, now or after it was enabled again. */
export function isOver({ status }: Pick<KeyView, 'status'>): boolean {
  return status === 'revoked'
}

/** What has ended, by a person or by its date, gets no new token. */
export function isRotatable(key: Pick<KeyView, 'status' | 'expiresAt'>, now: number): boolean {
  return !isOver(key) && (key.expiresAt === null || Date.parse(key.expiresAt) > now)
}
