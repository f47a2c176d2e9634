import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import { Certificate } from './certificate.js'
import type { Trust } from './certificate-path.js'
import { RevocationList } from './revocation-list.js'

/**
 * Reads a folder of authorities, such as `/etc/grid-security/certificates`: the certificates in its files, and the lists of those
 * that were revoked, all that begin as PEM does.
 * @throws BadInput when it cannot be read, or no certificate is in it
 */
export function readTrust(folder: string): Trust {
  const authorities = readCertificates(folder)
  const lists = filesIn(folder).flatMap((file) => readPems(file, 'X509 CRL', (bytes) => new RevocationList(bytes)))
  const revocations = new Map(authorities.map((one) => [one, lists.filter((list) => list.isOf(one))]))
  return { authorities, revocations }
}

/** The certificates in the files of a folder. @throws BadInput when it cannot be read, or none is in it */
function readCertificates(folder: string): Certificate[] {
  const found = filesIn(folder).flatMap((file) => certificatesOf(file))
  if (found.length === 0) throw new BadInput(folder, 'there is no certificate in it', 'a folder of certificates as PEM')
  return found
}

/** The certificates in a file. @throws BadInput when what stands there as one is none */
export function certificatesOf(file: string): Certificate[] {
  return readPems(file, 'CERTIFICATE', (bytes) => new Certificate(bytes))
}

/** @throws BadInput when it cannot be read */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    throw new BadInput(folder, (error as Error).message, 'a folder of certificates as PEM')
  }
}

/** Which files there are and when each was written, in folders within it too: the same for as long as nothing changes. */
export function stateOfFolder(folder: string): string {
  return filesIn(folder)
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false })
      return found?.isDirectory() ? stateOfFolder(file) : `${file} ${found?.mtimeMs ?? 0} ${found?.size ?? 0}`
    })
    .join('\n')
}

function readPems<Thing>(file: string, kind: string, read: (bytes: Buffer) => Thing): Thing[] {
  const form = new RegExp(`-----BEGIN ${kind}-----([^-]+)-----END ${kind}-----`, 'g')
  return [...textOf(file).matchAll(form)].map(([, pem]) => {
    try {
      return read(Buffer.from(pem, 'base64'))
    } catch (error) {
      throw new BadInput(file, `a ${kind} in it cannot be read: ${(error as Error).message}`, `a ${kind} as PEM`)
    }
  })
}

/** Hashed names may point at what is not there, and folders are none of ours. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
