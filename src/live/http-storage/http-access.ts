import { readFileSync } from 'node:fs'
import { BadInput } from '../../model/bad-input.js'

/** By what a storage knows who asks. Secrets stay in files: they may change there while a server runs, and are never told. */
export interface HttpAccess {
  /** File with a bearer token. */
  readonly tokenFile?: string | undefined
  /** PEM file of a client certificate, with its key unless that has a file of its own (such as a grid proxy). */
  readonly certificateFile?: string | undefined
  readonly keyFile?: string | undefined
  /** PEM file of the authorities that storages are signed by; absent: those of the system. */
  readonly caFile?: string | undefined
}

/** An HTTP storage: where it is, and who asks. */
export interface HttpEndpoint extends HttpAccess {
  readonly url: string
}

/** The token as it is in its file now. @throws BadInput when it cannot be read or is none */
export function tokenIn(file: string): string {
  const token = contentOf(file).toString().trim()
  if (!/^[\x21-\x7e]+$/.test(token)) throw new BadInput(file, 'it holds no token', 'one word')
  return token
}

/** What TLS needs of an access. @throws BadInput when a file cannot be read */
export function tlsOf({ certificateFile, keyFile, caFile }: HttpAccess): { cert?: Buffer; key?: Buffer; ca?: Buffer } {
  const cert = certificateFile === undefined ? undefined : contentOf(certificateFile)
  const key = keyFile === undefined ? cert : contentOf(keyFile)
  const ca = caFile === undefined ? undefined : contentOf(caFile)
  return { ...(cert && { cert }), ...(key && { key }), ...(ca && { ca }) }
}

/** The folder that an endpoint names, its path ending with a slash. @throws BadInput when it is none */
export function baseOf(url: string, where: string): URL {
  const allowed = 'an address such as https://storage.example.org/data'
  if (!URL.canParse(url) || !isHttpPlace(url)) throw new BadInput(where, url, allowed)
  const base = new URL(url)
  // Addresses are told in messages; who asks stands in files.
  if (base.username !== '' || base.password !== '')
    throw new BadInput(where, 'an address with a user or a password', `${allowed}, with a token or certificate file`)
  if (base.search !== '' || base.hash !== '') throw new BadInput(where, url, `${allowed}, without ? and #`)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}

/** Whether what stands for a storage is the address of one, not a folder. */
export function isHttpPlace(place: string): boolean {
  return /^https?:\/\//i.test(place)
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new BadInput(file, `it cannot be read (${(error as NodeJS.ErrnoException).code})`, 'a file that can be read')
  }
}
