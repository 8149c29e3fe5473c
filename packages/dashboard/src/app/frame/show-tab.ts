/** Where there are more tabs than fit, the current one is in view, also when one before it has become wider. */
export function showTab(tab: HTMLAnchorElement | null): (() => void) | undefined {
  const tabs = tab?.parentElement
  if (!tab || !tabs) return undefined
  const show = () => {
    const start = tab.offsetLeft - tabs.offsetLeft
    const least = start + tab.offsetWidth - tabs.clientWidth
    tabs.scrollLeft = Math.min(Math.max(tabs.scrollLeft, least), start)
  }
  const observer = new ResizeObserver(show)
  for (const each of tabs.children) observer.observe(each)
  return () => observer.disconnect()
}
