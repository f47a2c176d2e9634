import { Command } from 'commander'
import { formatBytes, formatCount } from '../model/format.js'
import { readGrid } from '../sim/grid-file.js'
import { type GridSpec, totalCores } from '../sim/grid-spec.js'
import { terminalWidth } from './options.js'
import { renderTable } from './table.js'

/** `ailuro grid show GRID`: the sites and queues of a grid file. */
export function gridCommand(): Command {
  const grid = new Command('grid').description('work with grid files')
  grid
    .command('show')
    .description('print the sites and queues of a grid')
    .argument('<grid>', 'grid file (YAML)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro grid show scenarios/grids/three-sites.yaml')
    .action((file: string, options: { json?: boolean }) => {
      const spec = readGrid(file)
      process.stdout.write(
        options.json === true ? `${JSON.stringify(spec, null, 2)}\n` : gridText(spec, terminalWidth()),
      )
    })
  return grid
}

function gridText(spec: GridSpec, width: number): string {
  const rows = spec.sites.flatMap((site) =>
    site.queues.map((queue) => [
      site.name,
      `T${site.tier}`,
      formatCount(site.cores),
      String(site.corePower),
      queue.name,
      queue.status,
      queue.cores.join(', '),
      queue.maxMemoryMBPerCore === 0 ? 'any' : `${queue.maxMemoryMBPerCore} MB`,
      queue.maxWalltimeSeconds === 0 ? 'any' : `${queue.maxWalltimeSeconds / 3600} h`,
    ]),
  )
  const table = renderTable(
    [
      { title: 'Site', align: 'left', importance: 9 },
      { title: 'Tier', align: 'left', importance: 3 },
      { title: 'Cores', align: 'right', importance: 8 },
      { title: 'HS06/core', align: 'right', importance: 4 },
      { title: 'Queue', align: 'left', importance: 7 },
      { title: 'Status', align: 'left', importance: 6 },
      { title: 'Slots of', align: 'left', importance: 5 },
      { title: 'Memory/core', align: 'right', importance: 2 },
      { title: 'Wall time', align: 'right', importance: 1 },
    ],
    rows,
    width,
  )
  const { latencySeconds, bytesPerSecond, links } = spec.network
  const network = `transfers take ${latencySeconds} s and run at ${formatBytes(bytesPerSecond)}/s, ${links.length} of the links with a rate of their own`
  const assumptions = spec.assumptions.map((assumption) => `\n- ${assumption}`).join('')
  return `${spec.name}: ${spec.sites.length} sites, ${formatCount(totalCores(spec))} cores; ${network}\n\n${table}\n${
    assumptions === '' ? '' : `\nAssumptions:${assumptions}\n`
  }`
}
