import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { formatCount } from '../model/format.js'
import { checkGrid } from '../sim/grid-check.js'
import { readGrid } from '../sim/grid-file.js'
import { type BuiltGrid, buildGrid, linksFileOf } from '../sim/grid-build/build-grid.js'
import { gridSchemaText } from '../sim/published-schema.js'
import { checkText, gridText } from './grid-text.js'
import { calendarDay, positiveWhole, terminalWidth } from './options.js'

/** `ailuro grid`: show, check and build grid files, and print their schema. */
export function gridCommand(): Command {
  return new Command('grid')
    .description('work with grid files')
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(buildCommand())
    .addCommand(schemaCommand())
}

function showCommand(): Command {
  return new Command('show')
    .description('print the sites and queues of a grid')
    .argument('<grid>', 'grid file (YAML)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro grid show scenarios/grids/three-sites.yaml')
    .action((file: string, { json }: { json?: boolean }) => {
      const spec = readGrid(file)
      process.stdout.write(json === true ? `${JSON.stringify(spec, null, 2)}\n` : gridText(spec, terminalWidth()))
    })
}

function checkCommand(): Command {
  return new Command('check')
    .description('look for faults in a grid file; the exit code is 1 when there are errors')
    .argument('<grid>', 'grid file (YAML)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro grid check scenarios/grids/atlas-2025.yaml')
    .action((file: string, { json }: { json?: boolean }) => {
      const check = checkGrid(file)
      const of = (severity: string) => check.faults.filter((fault) => fault.severity === severity)
      const told = { file, errors: of('error'), warnings: of('warning') }
      process.stdout.write(json === true ? `${JSON.stringify(told, null, 2)}\n` : checkText(file, check))
      if (told.errors.length > 0) process.exitCode = 1
    })
}

/** Where the tables lie in a folder of published data sets. */
const layout = {
  queues: 'atlas_queues_2025/pandaqueues.csv',
  matrix: 'atlas_network_2024/nws_matrix.csv.gz',
  storage: 'atlas_network_2024/queue_storage_2024.csv',
  downtimes: 'osg_topology_downtime/downtimes.csv.gz',
  resources: 'osg_topology_downtime/resources.csv',
} as const
type Table = keyof typeof layout

interface BuildOptions extends Partial<Record<Table, string>> {
  readonly from?: string
  readonly dated: string
  readonly cores: number
  readonly outagesFrom: string
  readonly out: string
}

function buildCommand(): Command {
  return new Command('build')
    .description('build a grid file of the published tables of queues, network, storage and downtimes')
    .option('--from <folder>', 'folder of the published data sets, for tables that are not named', '.')
    .option('--queues <file>', `queue table of CRIC (${layout.queues})`)
    .option('--matrix <file>', `network matrix (${layout.matrix})`)
    .option('--storage <file>', `storage and capacity by queue (${layout.storage})`)
    .option('--downtimes <file>', `downtimes (${layout.downtimes})`)
    .option('--resources <file>', `resources that downtimes are of (${layout.resources})`)
    .option('--dated <words>', 'when the tables are from', 'queues of October 2025, network and storage of August 2024')
    .option('--cores <number>', 'cores of all sites together', positiveWhole, 500_000)
    .option('--outages-from <day>', 'first day of outages, as YYYY-MM-DD', calendarDay, '2024-12-10')
    .option('--out <file>', 'grid file to write; its table of links is written beside it', 'atlas-2025.yaml')
    .addHelpText('after', '\nExample:\n  ailuro grid build --from data --out scenarios/grids/atlas-2025.yaml')
    .action((options: BuildOptions) => {
      const path = (table: Table): string => options[table] ?? join(options.from ?? '.', layout[table])
      const name = basename(options.out).replace(/\.ya?ml$/, '')
      const built = buildGrid(
        {
          queues: path('queues'),
          matrix: path('matrix'),
          storage: path('storage'),
          downtimes: path('downtimes'),
          resources: path('resources'),
        },
        { name, totalCores: options.cores, dated: options.dated, firstDay: options.outagesFrom },
      )
      const links = join(dirname(options.out), linksFileOf(name))
      writeFileSync(options.out, built.yaml)
      writeFileSync(links, built.links)
      process.stdout.write(builtText(built, options.out, links))
    })
}

function builtText({ sites, queues, cores, outages, leftOut }: BuiltGrid, file: string, links: string): string {
  const left = leftOut.map((one) => `  ${one.queues.length} ${one.reason}\n`).join('')
  return `${file} and ${links}: ${sites} sites, ${queues} queues, ${formatCount(cores)} cores, ${outages} outages\nQueues left out:\n${left}`
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of grid files, for editors')
    .addHelpText('after', '\nExample:\n  ailuro grid schema > grid.json')
    .action(() => void process.stdout.write(gridSchemaText()))
}
