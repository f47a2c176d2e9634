import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { BadInput } from '../../model/bad-input.js'

/** Port of a server that was told no other: that of PanDA's own server. */
export const USUAL_PORT = 25_443
/** Folder in which `ailuro serve` keeps what it has, below the one it is started in. */
export const USUAL_FOLDER = 'ailuro-live'
/** File of the token of an admin in that folder. */
export const ADMIN_TOKEN = 'admin-token'

/** What every command that talks to a server may be told. */
export interface ServerOptions {
  readonly server?: string
  readonly tokenFile?: string
}

/** Where a server is, and the token to show there. */
export interface ServerPlace {
  readonly url: string
  readonly token: string | undefined
  /** Where the token came from, or where it was looked for, in words. */
  readonly tokenFrom: string
}

/** Adds the options that say which server. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', `where the server is (default: AILURO_SERVER, else http://127.0.0.1:${USUAL_PORT})`)
    .option(
      '--token-file <file>',
      `file with your token (default: AILURO_TOKEN, else ./${USUAL_FOLDER}/${ADMIN_TOKEN})`,
    )
}

/**
 * The server that options and environment name.
 * @throws BadInput when the file of the token cannot be read
 */
export function serverPlace({ server, tokenFile }: ServerOptions, environment = process.env): ServerPlace {
  const url = server ?? environment['AILURO_SERVER'] ?? `http://127.0.0.1:${USUAL_PORT}`
  if (tokenFile !== undefined) return { url, token: tokenIn(tokenFile), tokenFrom: tokenFile }
  const { AILURO_TOKEN: own } = environment
  if (own !== undefined && own !== '') return { url, token: own.trim(), tokenFrom: 'AILURO_TOKEN' }
  const files = [join(USUAL_FOLDER, ADMIN_TOKEN), join(homedir(), '.config', 'ailuro', 'token')]
  const file = files.find((one) => existsSync(one))
  if (file !== undefined) return { url, token: tokenIn(file), tokenFrom: file }
  return { url, token: undefined, tokenFrom: `--token-file, AILURO_TOKEN, ${files.join(', ')}` }
}

function tokenIn(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new BadInput('token', `${file} cannot be read: ${(error as Error).message}`, 'a file that holds a token')
  }
  if (text === '' || /\s/.test(text))
    throw new BadInput('token', `${file} does not hold one word`, 'a file that holds a token')
  return text
}
