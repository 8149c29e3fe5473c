import type { CompiledEndpoint } from './endpoint-pattern.ts'

/** Whether a request is covered; `normalizedPath` comes from `normalizePath`. */
export function endpointMatches(endpoint: CompiledEndpoint, method: string, normalizedPath: string): boolean {
  return methodMatches(endpoint.method, method) && pathMatches(endpoint, normalizedPath)
}

function methodMatches(pattern: string, method: string): boolean {
  return pattern === '*' || pattern === method || (pattern === 'GET' && method === 'HEAD')
}

function pathMatches(endpoint: CompiledEndpoint, path: string): boolean {
  let position = 0
  for (const segment of endpoint.segments) {
    if (path.charCodeAt(position) !== 0x2f) return false
    const end = segmentEnd(path, position + 1)
    const length = end - position - 1
    if (
      segment === '*' ? length === 0 : segment.length !== length || !path.startsWith(segment, position + 1)
    ) {
      return false
    }
    position = end
  }
  return endpoint.open ? path.charCodeAt(position) === 0x2f : position === path.length
}

function segmentEnd(path: string, from: number): number {
  const slash = path.indexOf('/', from)
  return slash < 0 ? path.length : slash
}
