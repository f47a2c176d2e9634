import type { IncomingHttpHeaders } from 'node:http'
import type { ChecksumKind } from '../storage-folder/checksum.js'

/** What asks a server for a checksum of a file: the older header that storages of the grid know, and the newer one. */
export function digestWish(kind: ChecksumKind): Record<string, string> {
  const name = kind === 'adler32' ? 'adler32' : 'sha-256'
  return { 'Want-Digest': name, 'Want-Repr-Digest': `${name}=1` }
}

/** The checksum of this kind that the server told; undefined: none. RFC 3230 and RFC 9530; adler32 is hexadecimal as storages write it. */
export function toldDigest(headers: IncomingHttpHeaders, kind: ChecksumKind): string | undefined {
  const told = [headers['digest'], headers['repr-digest']].flat().filter((text) => text !== undefined)
  for (const entry of told.join(',').split(',')) {
    const [name, ...rest] = entry.trim().split('=')
    const value = rest.join('=').replace(/^:|:$/g, '')
    if (kind === 'adler32' && /^adler32$/i.test(name) && /^[0-9a-f]{1,8}$/i.test(value)) return `adler32:${value}`
    if (kind !== 'sha256' || !/^sha-256$/i.test(name)) continue
    const digits = /^[0-9a-f]{64}$/i.test(value) ? value : Buffer.from(value, 'base64').toString('hex')
    if (digits.length === 64) return `sha256:${digits.toLowerCase()}`
  }
  return undefined
}
