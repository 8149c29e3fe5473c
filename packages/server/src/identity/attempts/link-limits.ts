import { type AttemptLimit, foldEmail, type RequestInfo } from '@keyturn/engine'
import { placeOf } from './place-of.ts'

const quarterHour = 900
const hour = 3_600

/** How often links that open nothing are tried from one place. Their tokens cannot be guessed: this keeps the work small. */
export function linkLimits({ ip }: Pick<RequestInfo, 'ip'>): AttemptLimit[] {
  return [{ subject: ['link', placeOf(ip)], max: 50, windowSeconds: quarterHour }]
}

/** How often mail is asked for, from one place and to one address. */
export function resetLimits(
  { ip }: Pick<RequestInfo, 'ip'>,
  email: string,
): { ofPlace: AttemptLimit; ofAddress: AttemptLimit } {
  return {
    ofPlace: { subject: ['reset place', placeOf(ip)], max: 20, windowSeconds: quarterHour },
    ofAddress: { subject: ['reset account', foldEmail(email)], max: 5, windowSeconds: hour },
  }
}
