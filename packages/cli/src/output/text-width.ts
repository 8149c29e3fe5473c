const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Scripts and symbols that terminals draw two columns wide. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u

/** Columns that a text without control characters takes in a terminal. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return [...segmenter.segment(text)].reduce((sum, { segment }) => sum + columnsOf(segment), 0)
}

/** The text itself, or as much of it as fits with an ellipsis. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  let fitting = ''
  let width = 1
  for (const { segment } of segmenter.segment(text)) {
    width += columnsOf(segment)
    if (width > columns) break
    fitting += segment
  }
  return `${fitting}…`
}

/** The text with more line breaks, between words, so that its lines fit where they can. */
export function wrapText(text: string, columns: number): string {
  return text
    .split('\n')
    .map(line => (textWidth(line) <= columns ? line : wrapLine(line, columns)))
    .join('\n')
}

function wrapLine(text: string, columns: number): string {
  const [first = '', ...words] = text.split(' ')
  const lines = [first]
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`
    if (textWidth(line) <= columns) lines[lines.length - 1] = line
    else lines.push(word)
  }
  return lines.join('\n')
}

function columnsOf(grapheme: string): number {
  if (/^\p{M}|^[\u200b-\u200f]/u.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}
