const pattern = /\borg_[0-9a-z]{26}\b/

/** The id of an organization in what somebody pasted: the id itself, or a link that has it. Null where there is none. */
export function organizationIdIn(text: string): string | null {
  return pattern.exec(text)?.[0] ?? null
}
