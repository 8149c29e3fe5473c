/** What a letter says, before it takes a form. Text and HTML are made from it alike, so neither says more than the other. */
export type Letter = {
  /** On one line; the words of others in it have been through `oneLine`. */
  subject: string
  heading: string
  /** Our sentences; the words of others in them have been through `say`. */
  paragraphs: readonly string[]
  sections: readonly LetterSection[]
  action: LetterAction | null
  /** What to do if this was somebody else. */
  closing: readonly string[]
  /** Why the reader gets it, and how to get no more of them. */
  reason: string
}

export type LetterSection = { title: string | null; facts: readonly Fact[] }

/** Values may be the words of others as they are: they are made inert when the letter takes its form. */
export type Fact = {
  label: string
  value: string
  /** Shown in a monospaced face. */
  isCode?: true
}

/** Somewhere to go; the address is made from our own base address and nothing else. */
export type LetterAction = { label: string; url: string }
