import { dirname, resolve } from 'node:path'
import { gridSchema } from './grid-schema.js'
import { scenarioSchema } from './scenario-schema.js'
import { readYaml } from './yaml-file.js'

/** The files that a scenario is read from: its own first, then its grid with a table of links, its mixture or its trace. */
export function scenarioFiles(file: string): string[] {
  const beside = (path: string): string => resolve(dirname(file), path)
  const { grid, workload } = readYaml(file, scenarioSchema)
  const grids = typeof grid === 'string' ? gridFiles(beside(grid)) : []
  if ('trace' in workload) return [file, ...grids, beside(workload.trace.file)]
  const { mixture } = workload.synthetic
  return [file, ...grids, ...(mixture === undefined ? [] : [beside(mixture)])]
}

/** The files that a grid is read from: its own first, then its table of links. */
export function gridFiles(file: string): string[] {
  const { matrix } = readYaml(file, gridSchema).network
  return matrix === undefined ? [file] : [file, resolve(dirname(file), matrix)]
}
