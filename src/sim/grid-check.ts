import { dirname, resolve } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import { faultsOf } from './grid-faults.js'
import { gridSchema, type GridText } from './grid-schema.js'
import type { GridSpec } from './grid-spec.js'
import { gridOfText } from './grid-text.js'
import { type LinkTable, readLinkTable } from './link-table.js'
import { openYaml, parseYaml, type YamlFile } from './yaml-file.js'

/** A fault of a grid file: where it stands, what was found and what is allowed. */
export interface LocatedFault {
  readonly severity: 'error' | 'warning'
  /** File and line. */
  readonly where: string
  /** Keys and numbers that lead to it in the file, with dots between them; empty in a table of links. */
  readonly field: string
  readonly found: string
  readonly allowed: string
}

/** A grid file with all that is wrong with it. There is no grid when the file cannot be understood. */
export interface GridCheck {
  readonly grid: GridSpec | undefined
  readonly faults: readonly LocatedFault[]
}

/** Looks a grid file through. @throws BadInput when there is nothing to look through */
export function checkGrid(file: string): GridCheck {
  const yaml = openYaml(file)
  const result = parseYaml(yaml, gridSchema)
  if ('parsed' in result) return checkText(yaml, result.parsed)
  const faults = result.map(({ path, found, allowed }): LocatedFault => {
    return { severity: 'error', where: `${file}:${yaml.lineOf(path)}`, field: path.join('.'), found, allowed }
  })
  return { grid: undefined, faults }
}

function checkText(yaml: YamlFile, text: GridText): GridCheck {
  const table = tableOf(yaml, text.network.matrix)
  if (table instanceof BadInput) return { grid: undefined, faults: [located(table)] }
  const { spec, placeInFile } = gridOfText(text, table?.links)
  const tableFrom = spec.network.links.length - (table?.links.length ?? 0)
  const faults = faultsOf(spec).map(({ severity, place, found, allowed }): LocatedFault => {
    const link = place[0] === 'network' && place[1] === 'links' ? Number(place[2]) - tableFrom : -1
    if (table !== undefined && link >= 0) {
      return { severity, where: `${table.file}:${table.lines[link]}`, field: '', found, allowed }
    }
    const path = placeInFile(place)
    return { severity, where: `${yaml.file}:${yaml.lineOf(path)}`, field: path.join('.'), found, allowed }
  })
  const unknown = queuesNowhere(yaml, text)
  return { grid: spec, faults: withoutRepeats([...(table?.faults ?? []).map(located), ...unknown, ...faults]) }
}

/** The table of links that a file names. */
function tableOf(yaml: YamlFile, name: string | undefined): (LinkTable & { file: string }) | BadInput | undefined {
  if (name === undefined) return undefined
  const file = resolve(dirname(yaml.file), name)
  try {
    return { ...readLinkTable(file), file }
  } catch (error) {
    if (error instanceof BadInput) return error
    throw error
  }
}

function located({ where, found, allowed }: BadInput): LocatedFault {
  return { severity: 'error', where, field: '', found, allowed }
}

/** Queues of the common list whose site is none of the grid's. */
function queuesNowhere(yaml: YamlFile, { sites, queues = [] }: GridText): LocatedFault[] {
  const names = new Set(sites.map(({ name }) => name))
  return queues.flatMap(({ name, site }, k): LocatedFault[] => {
    if (names.has(site)) return []
    const path = ['queues', k, 'site']
    const found = `queue ${name} is at site ${site}, which is not there`
    const where = `${yaml.file}:${yaml.lineOf(path)}`
    return [{ severity: 'error', where, field: path.join('.'), found, allowed: 'sites of the grid' }]
  })
}

/** A link that stands for both directions may have the same fault in both. */
function withoutRepeats(faults: readonly LocatedFault[]): LocatedFault[] {
  const seen = new Set<string>()
  return faults.filter(({ where, found }) => {
    const key = `${where}\n${found}`
    return !seen.has(key) && seen.add(key)
  })
}
