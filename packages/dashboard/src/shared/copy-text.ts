/**
 * Puts text into the clipboard. Browsers give that to pages over http, and to people who refuse it, in the old way
 * only: by a selection. False when neither works.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelection(text)
  }
}

function copySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('readonly', '')
  field.style.position = 'fixed'
  field.style.opacity = '0'
  // Inside the open dialog, which keeps the focus to itself.
  const parent = document.querySelector('[role="dialog"]') ?? document.body
  const focused = document.activeElement
  parent.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.value = ''
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}
