/** Whether another page is around this one. */
export function isFramed(): boolean {
  return window.parent !== window
}
