/** A member that two people have changed, each to something else. */
export type Clash = { member: string; theirs: unknown }

/** What somebody has typed, on top of what others have changed meanwhile; where both changed the same, it stays typed. */
export function mergeDrafts<Draft extends object>({
  before,
  mine,
  theirs,
}: {
  /** What was there when the typing began. */
  before: Draft
  mine: Draft
  /** What is there now. */
  theirs: Draft
}): { draft: Draft; clashes: Clash[] } {
  const memberOf = (draft: Draft, member: string): unknown => Reflect.get(draft, member)
  const members = Object.keys(theirs)
  const typed = members.filter(member => !isSame(memberOf(before, member), memberOf(mine, member)))
  const kept = Object.fromEntries(typed.map(member => [member, memberOf(mine, member)]))
  const clashes = typed
    .filter(member => !isSame(memberOf(before, member), memberOf(theirs, member)))
    .filter(member => !isSame(memberOf(mine, member), memberOf(theirs, member)))
    .map(member => ({ member, theirs: memberOf(theirs, member) }))
  return { draft: { ...theirs, ...kept }, clashes }
}

/** `Somebody else has set timezone to Asia/Tokyo and changed rate limits meanwhile.` */
export function clashWords(clashes: readonly Clash[]): string {
  const changes = clashes.map(({ member, theirs }) => {
    const isShort = ['string', 'number', 'boolean'].includes(typeof theirs) && String(theirs).length < 60
    if (theirs === '') return `emptied ${memberWords(member)}`
    return isShort ? `set ${memberWords(member)} to ${theirs}` : `changed ${memberWords(member)}`
  })
  return `Somebody else has ${changes.join(' and ')} meanwhile.`
}

function memberWords(member: string): string {
  return member.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
