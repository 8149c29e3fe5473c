import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** The one style sheet; the policy of the page names its hash, so that nothing else is applied or run. */
const style = `:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem}
section{border-top:1px solid #8884;padding:.5rem}
section:target{background:#88f2}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:#8881;overflow-x:auto;padding:.75rem}
table{border-collapse:collapse}td,th{padding:.2rem .75rem .2rem 0;text-align:left;vertical-align:top}`

const styleHash = createHash('sha256').update(style, 'utf8').digest('base64')

const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

export type PageParts = { title: string; sections: readonly string[]; head?: string }

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
}

/** A page without scripts. Whoever makes its parts has escaped them. */
export function pageText({ title, sections, head = '' }: PageParts): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>Keyturn: ${escapeHtml(title)}</title>`,
    `${head}<style>${style}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    ...sections,
    '</main></body></html>',
  ].join('\n')
}

/** Serves a page that is made once: nothing in it comes from a request. */
export function registerPage(
  app: FastifyInstance,
  { path, ...parts }: Omit<PageParts, 'head'> & { path: string },
): void {
  const page = pageText(parts)
  app.get(path, (_, reply) => reply.headers({ ...pageHeaders, 'cache-control': 'no-cache' }).send(page))
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
