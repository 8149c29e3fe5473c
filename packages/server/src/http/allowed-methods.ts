/** A path template of a route and the methods that it answers. */
export type RouteMethods = { path: string; method: string }

/** The methods of the address, HEAD beside GET; empty when nothing is there. A path without parameters comes first. */
export function allowedMethods(routes: readonly RouteMethods[], url: string): string[] {
  const path = url.split('?', 1)[0] ?? ''
  const exact = routes.filter(route => route.path === path)
  const answering = exact.length > 0 ? exact : routes.filter(route => matches(route.path, path))
  const methods = answering.map(route => route.method)
  return [...new Set(methods.flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}

/** Methods that a router would give to a template because the path itself has no such route. */
export function shadowedMethods(routes: readonly RouteMethods[], path: string): string[] {
  const own = allowedMethods(routes, path)
  const others = routes.filter(route => route.path !== path && matches(route.path, path))
  return [...new Set(others.map(route => route.method))].filter(method => !own.includes(method))
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return false
  return wanted.every((part, index) => part === given[index] || (part.startsWith('{') && given[index] !== ''))
}
