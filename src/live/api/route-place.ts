/** Where routes lie. A route's name is its method and path, so that a client needs no table to call it. */

export const API_ROOT = '/api/ailuro/v1'

/** Paths that monitors expect at the root of a server. */
const atRoot = new Set(['/healthz', '/readyz', '/metrics'])

/** Method and path of a route, e.g. of `GET /jobs/:id`. */
export function placeOfRoute(name: string): { method: string; path: string } {
  const [method, path] = name.split(' ', 2)
  return { method, path: atRoot.has(path) ? path : API_ROOT + path }
}
