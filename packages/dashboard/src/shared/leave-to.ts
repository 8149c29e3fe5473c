/** Sends the browser to another site, whose address a server has answered; to web pages and nowhere else. */
export function leaveTo(address: string): void {
  const { protocol, href } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`no web page: ${protocol}`)
  window.location.assign(href)
}
