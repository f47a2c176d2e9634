import { isIP } from 'node:net'
import { BadInput } from '../../model/bad-input.js'

/**
 * Sees that a server that anybody could reach was asked for in plain words: tokens cross the network as they are.
 * @param host address to listen at
 * @param allowRemote whether it may be reached from other machines
 * @throws BadInput when it would be reached and must not
 */
export function checkListeningPlace(host: string, allowRemote: boolean): void {
  if (allowRemote || isLoopback(host)) return
  throw new BadInput(
    `host ${host}`,
    'other machines could reach the server, and tokens would cross the network unencrypted',
    'an address of this machine alone, such as 127.0.0.1, or `--allow-remote` (`allowRemote: true` in a configuration) behind a proxy that speaks TLS',
  )
}

/** Why a server cannot listen, in plain words where it is the place's fault. @param error what the system says of it */
export function whyNotListening(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new BadInput(`port ${port}`, 'something listens there already', 'one that is free; 0: any that is')
    case 'EACCES':
      return new BadInput(`port ${port}`, 'this user may not listen there', 'one from 1024 on; 0: any that is free')
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new BadInput(`host ${host}`, 'it is no address of this machine', 'one of its own, such as 127.0.0.1')
    default:
      return error
  }
}

/** Whether a host, by name or address, is this machine as it calls itself alone. */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^::ffff:/, '')
  if (plain === 'localhost' || plain === '::1') return true
  return isIP(plain) === 4 && plain.startsWith('127.')
}
