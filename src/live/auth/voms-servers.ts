import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import type { Certificate } from './certificate.js'
import { certificatesOf, filesIn } from './trust-folder.js'

/** A VOMS server whose attributes count. */
export interface VomsServer {
  /** The virtual organisation that it speaks for; undefined: any. */
  readonly vo: string | undefined
  /** Its certificate; or the names of it and of the authorities above it, which must be trusted then. */
  readonly is: Certificate | readonly string[]
}

/**
 * Reads a folder of VOMS servers, such as `/etc/grid-security/vomsdir`: each virtual organisation has a folder of certificates
 * (PEM), and of lists of names (`.lsc`: the server's, and that of its authority). Certificates beside these speak for any.
 * @throws BadInput when it cannot be read, or there is no server in it
 */
export function readVomsServers(folder: string): VomsServer[] {
  const servers = filesIn(folder).flatMap((place) =>
    isFolder(place) ? filesIn(place).flatMap((file) => serversOf(file, basename(place))) : serversOf(place, undefined),
  )
  if (servers.length > 0) return servers
  throw new BadInput(folder, 'there is no VOMS server in it', 'folders such as atlas/ with certificates or .lsc files')
}

function serversOf(file: string, vo: string | undefined): VomsServer[] {
  if (!file.endsWith('.lsc')) return certificatesOf(file).map((is) => ({ vo, is }))
  const chains = readFileSync(file, 'utf8').split(/^-+ *NEXT CHAIN *-+$/m)
  const names = chains.map((chain) => chain.split('\n').map((line) => line.trim()))
  return names
    .map((lines) => ({ vo, is: lines.filter((line) => line.startsWith('/')) }))
    .filter(({ is }) => is.length > 1)
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
