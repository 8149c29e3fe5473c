export type ServerModule = typeof import('@keyturn/server')

/** Only commands that run on the installation itself load the server; the others talk to it over HTTP. */
export function loadServer(): Promise<ServerModule> {
  return import('@keyturn/server')
}
