import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BadInput } from '../../model/bad-input.js'

/** Numbers of a user of this machine and of its first group. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * The account that payloads run under.
 * @throws BadInput when the pilot may not change to it, or when it is not known
 */
export async function accountOf(user: string): Promise<Account> {
  if (process.getuid?.() !== 0) throw new BadInput('user', user, 'no other user, unless root runs the pilot')
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => numberOf(what, user)))
    return { uid, gid }
  } catch {
    throw new BadInput('user', user, 'a user of this machine')
  }
}

async function numberOf(what: string, user: string): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [what, '--', user])
  return Number(stdout)
}
