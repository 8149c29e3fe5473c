/**
 * What people and callers have chosen (names of keys and organizations) is shown in mail. It must stay one
 * line of text there: no control character that begins a header, no mark that turns the reading direction, and nothing
 * that a mail program makes a link of, or a key called `example.com/login` would be one, in our name.
 */

const lineMax = 160
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Marks that show nothing and change how what follows is read. */
const directions = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
/** Where programs see an address: `https://`, `www.example`, `someone@example`. */
const joints = /:\/\/|(?<=[\p{L}\p{N}])\.(?=\p{L})|@(?=[\p{L}\p{N}])/gu
/** Shows nothing, and ends what could be an address. */
const gap = '\u200b'

/** One line without marks that deceive, cut at `max` characters. For subjects, which no program makes links in. */
export function oneLine(text: string, max: number = lineMax): string {
  const line = text.replaceAll(controls, ' ').replaceAll(directions, '').trim()
  const characters = Array.from(line)
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}

/** The same for bodies: nothing in it becomes a link. */
export function inert(text: string): string {
  return oneLine(text).replaceAll(joints, joint => joint + gap)
}

/** A sentence of ours around words of others: whatever stands in `${}` is made inert. */
export function say(sentence: TemplateStringsArray, ...words: (string | number)[]): string {
  return String.raw({ raw: sentence }, ...words.map(word => inert(String(word))))
}
