/** `key.created` as `Key created`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export type Changed = { name: string; before: string; after: string }

/** What a change has made different, member by member; null where the event tells no before and after. */
export function changedMembers(details: Record<string, unknown>): Changed[] | null {
  const { before, after } = details
  if (!isObject(before) || !isObject(after)) return null
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap(name => {
    // Every change changes it, at the time that stands beside.
    if (name === 'updatedAt') return []
    const [left, right] = [valueText(before[name]), valueText(after[name])]
    return left === right ? [] : [{ name, before: left, after: right }]
  })
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
