const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether a key sent to this address crosses a network in clear: http to another machine. */
export function goesUnencrypted(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !loopback.test(hostname)
}
