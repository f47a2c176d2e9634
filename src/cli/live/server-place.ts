import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { BadInput } from '../../model/bad-input.js'

/** Port of a server that was told no other: that of PanDA's own server for plain HTTP. */
export const USUAL_PORT = 25_080
/** Folder in which `ailuro serve` keeps what it has, below the one it is started in. */
export const USUAL_FOLDER = 'ailuro-live'
/** Files in that folder: the token of an admin, and where the server is. */
export const ADMIN_TOKEN = 'admin-token'
const URL_FILE = 'url'

/** What every command that talks to a server may be told. */
export interface ServerOptions {
  readonly server?: string
  /** Of pilots: a file that says where the server is. */
  readonly serverFile?: string
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
    .option(
      '--server <url>',
      `where the server is (default: AILURO_SERVER, else ./${USUAL_FOLDER}/${URL_FILE}, else http://127.0.0.1:${USUAL_PORT})`,
    )
    .option(
      '--token-file <file>',
      `file with your token (default: AILURO_TOKEN, else ./${USUAL_FOLDER}/${ADMIN_TOKEN})`,
    )
}

/**
 * The server that options and environment name.
 * @throws BadInput when a file that they name cannot be read
 */
export function serverPlace(options: ServerOptions, environment = process.env): ServerPlace {
  const url = urlOf(options, environment)
  const { tokenFile } = options
  if (tokenFile !== undefined) return { url, token: wordIn(tokenFile, 'a token'), tokenFrom: tokenFile }
  const { AILURO_TOKEN: own } = environment
  if (own !== undefined && own !== '') return { url, token: own.trim(), tokenFrom: 'AILURO_TOKEN' }
  const files = [join(USUAL_FOLDER, ADMIN_TOKEN), join(homedir(), '.config', 'ailuro', 'token')]
  const file = files.find((one) => existsSync(one))
  if (file !== undefined) return { url, token: wordIn(file, 'a token'), tokenFrom: file }
  return { url, token: undefined, tokenFrom: `--token-file, AILURO_TOKEN, ${files.join(', ')}` }
}

function urlOf({ server, serverFile }: ServerOptions, { AILURO_SERVER: own }: NodeJS.ProcessEnv): string {
  if (server !== undefined) return server
  if (serverFile !== undefined) return wordIn(serverFile, 'a URL')
  if (own !== undefined && own !== '') return own
  const file = join(USUAL_FOLDER, URL_FILE)
  return existsSync(file) ? wordIn(file, 'a URL') : `http://127.0.0.1:${USUAL_PORT}`
}

function wordIn(file: string, what: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new BadInput(file, `it cannot be read: ${(error as Error).message}`, `a file that holds ${what}`)
  }
  if (/^\S+$/.test(text)) return text
  throw new BadInput(file, 'it does not hold one word', `a file that holds ${what}`)
}
