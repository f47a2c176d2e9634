import { BadInput } from '../model/bad-input.js'
import { choosers } from './choosers/index.js'
import { policies } from './policies/index.js'
import { fitting } from './policies/fitting.js'
import type { Chooser, Policy, Step, Weigher } from './policy.js'
import type { Reason } from './reason.js'
import { lastSteps, steps } from './steps/index.js'
import { temporary } from './steps/temporary.js'
import { weighers } from './weighers/index.js'

/** A policy as people write it: parts by name or by value, what is left out takes the plain choice. */
export interface PolicyDefinition {
  name: string
  about?: string
  /** Steps beyond the fitting ones (status, cores, memory, ...), which every policy has. */
  steps?: readonly (string | Step)[]
  weighers?: readonly (string | Weigher)[]
  /** Keep only the heaviest candidates; default: no. */
  shortlist?: boolean
  /** Default: `weighted-draw`. */
  chooser?: string | Chooser
}

/**
 * Makes a policy out of its definition.
 * @param where the file it comes from, for messages
 * @throws BadInput when it is not a policy: which part, what was found, what is allowed
 */
export function definePolicy(definition: PolicyDefinition, where = 'policy'): Policy {
  if (typeof definition !== 'object' || definition === null) {
    throw new BadInput(
      where,
      `the policy is ${String(definition)}`,
      'an object with a name, steps, weighers and a chooser',
    )
  }
  const {
    name,
    about = 'a policy of the user',
    steps: extra = [],
    weighers: factors = [],
    shortlist = false,
    chooser = 'weighted-draw',
  } = definition
  if (typeof name !== 'string' || name === '') throw new BadInput(where, 'the policy has no name', 'a text as `name`')
  refuseUnknownKeys(definition, where)
  for (const [key, list] of Object.entries({ steps: extra, weighers: factors })) {
    if (!Array.isArray(list)) throw new BadInput(where, `${key} is ${JSON.stringify(list)}`, 'a list')
  }
  if (typeof shortlist !== 'boolean')
    throw new BadInput(where, `shortlist is ${JSON.stringify(shortlist)}`, 'true or false')
  const own = extra.map((step) => part(where, 'step', step, steps, 'judge'))
  if (typeof about !== 'string') throw new BadInput(where, `about is ${JSON.stringify(about)}`, 'a text')
  return {
    name,
    origin: where,
    about,
    steps: [...fitting, ...own.filter((step) => !fitting.includes(step) && !isLast(step)).map(completed), temporary],
    lastSteps: own.filter(isLast),
    weighers: factors.map((weigher) => part(where, 'weigher', weigher, weighers, 'weigh')),
    shortlist,
    chooser: part(where, 'chooser', chooser, choosers, 'choose'),
  }
}

/**
 * A policy that comes with the system.
 * @param others what else may be given where the name comes from, for the message
 * @throws BadInput when there is none of that name
 */
export function builtInPolicy(name: string, others = ''): Policy {
  const found = policies.find((policy) => policy.name === name)
  if (found !== undefined) return found
  throw new BadInput('policy', `there is no policy ${name}`, `${namesOf(policies)}${others}`)
}

/** Whether a reference to a policy means a file of the user's, not the name of a built-in one. */
export function isPolicyFile(reference: string): boolean {
  return /[\\/]|\.[cm]?js$/.test(reference)
}

/** A step as users write it may leave out what only explanations need, and give its reasons as plain words. */
function completed(step: Step): Step {
  const { about = step.name, lasting = false } = step as Partial<Step>
  const judge: Step['judge'] = (bunch, candidates, state) => step.judge(bunch, candidates, state)
  const because: Step['because'] = (bunch, candidates, position, state) => {
    const given: Partial<Reason> | string | undefined = step.because?.(bunch, candidates, position, state)
    const reason = typeof given === 'string' ? { text: given } : given
    return { text: `${step.name} refuses it`, change: `${step.name} let it pass`, ...reason }
  }
  return { name: step.name, about, lasting, ...(step.ofTask === true ? { ofTask: true } : {}), because, judge }
}

function isLast(step: Step): boolean {
  return lastSteps.includes(step)
}

const allowedKeys = ['name', 'about', 'steps', 'weighers', 'shortlist', 'chooser']

function refuseUnknownKeys(definition: object, where: string): void {
  for (const key of Object.keys(definition)) {
    if (!allowedKeys.includes(key)) throw new BadInput(where, `a policy has no ${key}`, allowedKeys.join(', '))
  }
}

function part<T extends { readonly name: string }>(
  where: string,
  what: string,
  given: string | T,
  known: readonly T[],
  method: keyof T & string,
): T {
  if (typeof given === 'string') {
    const found = known.find((one) => one.name === given)
    if (found !== undefined) return found
    throw new BadInput(where, `there is no ${what} ${given}`, `${namesOf(known)}, or an object with ${method}()`)
  }
  if (typeof given?.name === 'string' && typeof given[method] === 'function') return given
  throw new BadInput(where, `a ${what} without a name or ${method}()`, `an object with a name and ${method}()`)
}

function namesOf(things: readonly { readonly name: string }[]): string {
  return things.map(({ name }) => name).join(', ')
}
