import { normalizePath } from './normalize-path.ts'

/** What a key may call: `{ method: 'GET', path: '/v1/leads/*' }`. */
export type EndpointPattern = { method: string; path: string }

/** Opaque; made by `parseEndpointPattern`, read by `endpointMatches`. */
export type CompiledEndpoint = {
  readonly method: string
  /** Segments without the leading slash; `*` stands for one. */
  readonly segments: readonly string[]
  /** Ends in `**`. */
  readonly open: boolean
}

export type ParsedEndpointPattern = { ok: true; endpoint: CompiledEndpoint } | { ok: false; message: string }

const methodPattern = /^(?:\*|[A-Z][A-Z-]{0,31})$/

/**
 * Compiles a pattern. Method: `*` or a name in capitals; `GET` covers HEAD. Path: starts with a slash and is in
 * normal form; `*` is exactly one segment, which is not empty; a final `**` is one or more segments, so that
 * `/v1/leads/**` covers `/v1/leads/` and all below, and not `/v1/leads` itself.
 */
export function parseEndpointPattern(input: EndpointPattern): ParsedEndpointPattern {
  if (!methodPattern.test(input.method)) {
    return refusal('The method must be `*` or a name in capitals such as GET.')
  }
  if (!input.path.startsWith('/')) return refusal('The path must start with a slash.')
  if (/[?#]/.test(input.path)) return refusal('The path must not contain a query or a fragment.')
  if (normalizePath(input.path) !== input.path) {
    return refusal('The path must be plain: no `//`, `.`, `..` or backslash, escapes only where needed.')
  }
  const segments = input.path.slice(1).split('/')
  const open = segments.at(-1) === '**'
  if (open) segments.pop()
  if (segments.some(segment => segment.includes('*') && segment !== '*')) {
    return refusal('A `*` stands for a whole segment, and `**` only for the rest at the end of the path.')
  }
  return { ok: true, endpoint: { method: input.method, segments, open } }
}

/** The pattern as it was written. */
export function formatEndpoint({ method, segments, open }: CompiledEndpoint): string {
  return `${method} /${[...segments, ...(open ? ['**'] : [])].join('/')}`
}

function refusal(message: string): { ok: false; message: string } {
  return { ok: false, message }
}
