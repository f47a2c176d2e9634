/** Under what a request may come again. */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { HostDoor, RequestKey } from '../door.js'
import { UnreadableInput } from './problem.js'
import { shown } from './wording.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, of a request that bears a key. */
    keyedBody: string | undefined
  }
}

/** Notes the body that the key of a request belongs to. */
export function noteBody(request: FastifyRequest, text: string): void {
  if (request.headers['idempotency-key'] !== undefined) request.keyedBody = text
}

/** The key of a request, made its caller's and its path's own: nobody gets an answer that was given to another. */
export function keyOf({ headers, caller, method, url, keyedBody = '' }: FastifyRequest): RequestKey | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new UnreadableInput('header Idempotency-Key', `it is ${shown(key)}`, '1 to 200 visible ASCII characters')
  const [path, query = ''] = url.split('?', 2)
  // What came rather than what it was read as: names may be made up anew each time.
  return { key: hashOf(`${caller.user} ${method} ${path} ${key}`), fingerprint: hashOf(`${query}\n${keyedBody}`) }
}

/** The key of one part of a request. */
export function keyOfPart(whole: RequestKey | undefined, place: number): RequestKey | undefined {
  return whole && { ...whole, key: `${whole.key}/${place}` }
}

/** Takes the key for a request that is done part by part. @throws BadInput when it was another one's, before any part is done */
export async function claimKey(door: HostDoor, key: RequestKey | undefined): Promise<void> {
  if (key !== undefined) await door.report({ report: 'claim' }, key)
}

function hashOf(words: string): string {
  return createHash('sha256').update(words).digest('base64url')
}
