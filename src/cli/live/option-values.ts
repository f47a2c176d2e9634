/** What options of the live commands may be given: amounts with units, and things named by a prefix. */
import { InvalidArgumentError } from 'commander'
import { type Role, roles } from '../../live/auth/role.js'
import { BadInput } from '../../model/bad-input.js'
import { bytesForm, parseBytes, parseTime, timeForm } from '../../sim/quantities.js'

/** Parses a span of time such as `2h`, `90 s`; plain numbers are seconds. */
export function timeSpan(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseTime(text)
  if (seconds === undefined) throw new InvalidArgumentError(`Allowed: ${timeForm}.`)
  return seconds
}

/** Parses an amount such as `4GB` as megabytes; plain numbers are megabytes. */
export function megabytes(text: string): number {
  const bytes = /^\d+$/.test(text) ? Number(text) * 1e6 : parseBytes(text)
  if (bytes === undefined) throw new InvalidArgumentError(`Allowed: ${bytesForm}; plain numbers are MB.`)
  return bytes / 1e6
}

/** Parses a whole number, below 0 too. */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,10}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number.')
  return Number(text)
}

/** Parses a number that the server gave something: of a job, a task, a fact. */
export function givenNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number from 1.')
  return Number(text)
}

/** Parses a port to listen at. */
export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  if (port > 65_535) throw new InvalidArgumentError('Allowed: a whole number from 0 (any that is free) to 65535.')
  return port
}

/** Parses who callers of this machine are: a name, and roles behind a colon. */
export function loopbackIdentity(text: string): { readonly user: string; readonly roles: Role[] } {
  const [user, words = ''] = text.split(':', 2)
  const named = words.split(',')
  const isRole = (word: string): word is Role => (roles as readonly string[]).includes(word)
  if (user === '' || !named.every(isRole))
    throw new InvalidArgumentError(
      `Allowed: a name, a colon, and roles of ${roles.join(', ')}; such as tester:user,pilot.`,
    )
  return { user, roles: named }
}

/** Collects an option that may be given several times. */
export function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

/** Collects variables of the environment, `NAME=value`. */
export function variable(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const cut = text.indexOf('=')
  const name = text.slice(0, Math.max(0, cut))
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new InvalidArgumentError('Allowed: NAME=value.')
  return { ...before, [name]: text.slice(cut + 1) }
}

/** What a command is about: a job by its number, a task, or a queue. */
export type Subject = { readonly job: number } | { readonly task: number } | { readonly queue: string }

/**
 * Parses `7`, `task:7` or `queue:NAME`.
 * @param kinds of subjects that the command takes, in words
 * @throws BadInput when it is none of these
 */
export function subjectOf(text: string, kinds: string): Subject {
  const [, kind, name] = /^(?:(job|task|queue):)?(.+)$/s.exec(text) ?? [undefined, undefined, '']
  if (kind === 'queue') return { queue: name }
  if (!/^[1-9]\d{0,14}$/.test(name)) throw new BadInput(`"${text}"`, 'it is no number', kinds)
  return kind === 'task' ? { task: Number(name) } : { job: Number(name) }
}
