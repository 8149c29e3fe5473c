const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/

/** Whether only this machine reaches what listens on an address. */
export function isLoopback(host: string): boolean {
  return loopback.test(host)
}
