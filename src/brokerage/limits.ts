import { BadInput } from '../model/bad-input.js'
import { type Constants, defaultConstants } from '../model/constants.js'

/** Constants that settle at the start how the core is laid out. */
const readAtTheStart: readonly (keyof Constants)[] = [
  'statisticsSeconds',
  'throttling',
  'workShortage',
  'networkWeightActive',
]

/**
 * The constant of this name, if it may be given this value while the core runs.
 * @throws BadInput when there is none, it is only read at the start, or the value is no number from 0
 */
export function changeableConstant(name: string, value: number): keyof Constants {
  const where = `limit ${name}`
  if (!Object.hasOwn(defaultConstants, name)) throw new BadInput(where, 'there is no such constant', 'the name of one')
  const constant = name as keyof Constants
  if (readAtTheStart.includes(constant)) {
    throw new BadInput(where, 'it is only read at the start', 'another one, or a restart with it in the configuration')
  }
  if (!(value >= 0 && value < Infinity)) throw new BadInput(where, `it is ${value}`, 'a number from 0')
  return constant
}
