import { KeyturnError } from '@keyturn/contract/client'

/**
 * What the server says is wrong with one field of what was sent, by its pointer, in a sentence to stand at the field;
 * below it counts too.
 */
export function fieldFault(error: unknown, pointer: string): string | null {
  if (!(error instanceof KeyturnError)) return null
  const found = error.errors.find(
    fault => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`),
  )
  return found === undefined ? null : atField(found, pointer)
}

/** The API begins with the member, such as `allowedIps[0]`, which stands on no screen. */
function atField(fault: { pointer: string; message: string }, pointer: string): string {
  const member = `${memberAt(fault.pointer)} `
  if (!fault.message.startsWith(member)) return fault.message
  const [below = ''] = fault.pointer.slice(pointer.length + 1).split('/')
  return `${subjectOf(below)} ${fault.message.slice(member.length)}`
}

/** Lists are typed line by line. */
function subjectOf(below: string): string {
  if (below === '') return 'It'
  if (/^\d+$/.test(below)) return `Line ${Number(below) + 1}`
  const words = below.replaceAll(/[A-Z]/g, capital => ` ${capital.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `/rateLimits/0/limit` as `rateLimits[0].limit`. */
function memberAt(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
}
