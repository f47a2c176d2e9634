import { BadInput } from '../model/bad-input.js'
import { checkGrid } from './grid-check.js'
import { faultsOf } from './grid-faults.js'
import type { GridSpec } from './grid-spec.js'

/** Reads a grid file. @throws BadInput with file, line and what is allowed at the first error; warnings pass */
export function readGrid(file: string): GridSpec {
  const { grid, faults } = checkGrid(file)
  const error = faults.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new BadInput(error.where, error.found, error.allowed)
  if (grid === undefined) throw new Error(`${file} has neither a grid nor an error`)
  return grid
}

/**
 * Turns away a grid that was made up for a scenario when something is wrong with it.
 * @throws BadInput at the first error
 */
export function refuseFaults(file: string, grid: GridSpec): void {
  const error = faultsOf(grid).find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new BadInput(file, error.found, error.allowed)
}
