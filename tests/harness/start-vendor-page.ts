import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of a vendor's product, on an origin and a site that are not Keyturn's. */
export type VendorPage = {
  origin: string
  /** The page with what stands in its body. */
  show: (body: string) => string
  stop: () => Promise<void>
}

/** It sizes its frame as the guide says, and keeps what it is told. */
const script = `
  window.told = []
  addEventListener('message', event => {
    told.push({ ...event.data, origin: event.origin })
    const frame = document.querySelector('iframe')
    if (event.data.type === 'keyturn:height') frame.style.height = event.data.height + 'px'
  })`

export async function startVendorPage(): Promise<VendorPage> {
  let shown = ''
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8')
    answer.end(
      `<!doctype html><html lang="en"><title>Desk</title><script>${script}</script><main><h1>Desk</h1>${shown}</main></html>`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    show: body => {
      shown = body
      return `${origin}/settings`
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
}
