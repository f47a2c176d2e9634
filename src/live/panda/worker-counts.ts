import { BadInput } from '../../model/bad-input.js'
import { shown } from '../api/wording.js'
import type { WorkerCounts } from './harvester-book.js'

/** Numbers in one report of workers. */
const MOST_COUNTS = 1_000
const LONGEST_NAME = 200

/** Workers by job type, resource type and status. @throws BadInput when a number is none, there are too many, or a name is long */
export function countsIn(sent: Readonly<Record<string, unknown>>): WorkerCounts {
  let numbers = 0
  const levels = (value: unknown, depth: number, path: string): unknown => {
    if (depth === 0) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
        throw new BadInput(path, `it is ${shown(value)}`, 'a whole number from 0')
      if (++numbers > MOST_COUNTS)
        throw new BadInput('statistics', 'there are too many numbers', `up to ${MOST_COUNTS}`)
      return value
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new BadInput(path, `it is ${shown(value)}`, 'an object')
    const named = Object.entries(value).map(([name, inner]) => {
      if (name.length > LONGEST_NAME)
        throw new BadInput(path, `a name in it is ${shown(name)}`, `names of up to ${LONGEST_NAME} characters`)
      return [name, levels(inner, depth - 1, `${path}.${shown(name)}`)] as const
    })
    return Object.fromEntries(named)
  }
  return levels(sent, 3, 'statistics') as WorkerCounts
}
