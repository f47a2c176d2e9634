import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { changeableConstant } from '../limits.js'

/** A constant: its value, the usual one, and what there is to say of it. */
export interface ConstantTold {
  readonly name: string
  readonly value: number
  readonly usual: number
  readonly text: string
}

/** All constants, beside their usual values. */
export function constantsTold(constants: Constants): ConstantTold[] {
  return (Object.keys(defaultConstants) as (keyof Constants)[]).map((name) => {
    const [value, usual] = [constants[name], defaultConstants[name]]
    return { name, value, usual, text: value === usual ? '' : 'other than usual' }
  })
}

/** The constant that may be tried with a value; undefined: there is none of this name, or it cannot have the value. */
export function triedConstant(name: string, value: number): keyof Constants | undefined {
  try {
    return changeableConstant(name, value)
  } catch (error) {
    if (error instanceof BadInput) return undefined
    throw error
  }
}
