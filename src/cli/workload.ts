import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { fitMixture, type FitSources } from '../sim/workload-fit/fit-mixture.js'
import { mixtureYaml } from '../sim/workload-fit/mixture-yaml.js'
import { mixtureSchemaText } from '../sim/published-schema.js'
import { fitText } from './fit-text.js'
import { terminalWidth } from './options.js'

/** Where the record sets lie in a folder of published data sets. */
const layout: Readonly<FitSources> = {
  cpu: 'panda_cpu_by_site_2024/jobs.csv.gz',
  queues: 'atlas_queues_2025/pandaqueues.csv',
  analysis: 'panda_bnl_analysis_2025/jobs.csv',
  tasks: 'panda_simul_tasks_2015/jobs.csv.gz',
  accounting: 'osg_accounting_2015_2017/site_month.csv',
}

interface FitOptions extends Partial<FitSources> {
  readonly from: string
  readonly out: string
}

/** `ailuro workload`: fit a mixture of work to records, and print the schema of mixture files. */
export function workloadCommand(): Command {
  const workload = new Command('workload').description('work with mixtures of synthetic work')
  workload
    .command('fit')
    .description('fit the mixture of work of an ATLAS day to record sets, and say what was found')
    .option('--from <folder>', 'folder of the record sets, for those that are not named', '.')
    .option('--cpu <file>', `CPU time of jobs by queue (${layout.cpu})`)
    .option('--queues <file>', `queue table of CRIC (${layout.queues})`)
    .option('--analysis <file>', `analysis jobs (${layout.analysis})`)
    .option('--tasks <file>', `production tasks with all attempts (${layout.tasks})`)
    .option('--accounting <file>', `monthly accounting (${layout.accounting})`)
    .option('--out <file>', 'mixture file to write', 'atlas-mixture.yaml')
    .addHelpText('after', '\nExample:\n  ailuro workload fit --from data --out scenarios/workloads/atlas-mixture.yaml')
    .action((options: FitOptions) => {
      const path = (set: keyof FitSources): string => options[set] ?? join(options.from, layout[set])
      const fit = fitMixture({
        cpu: path('cpu'),
        queues: path('queues'),
        analysis: path('analysis'),
        tasks: path('tasks'),
        accounting: path('accounting'),
      })
      writeFileSync(options.out, mixtureYaml(basename(options.out).replace(/\.ya?ml$/, ''), fit))
      process.stdout.write(fitText(options.out, fit, terminalWidth()))
    })
  workload
    .command('schema')
    .description('print the JSON Schema of mixture files, for editors')
    .addHelpText('after', '\nExample:\n  ailuro workload schema > mixture.json')
    .action(() => void process.stdout.write(mixtureSchemaText()))
  return workload
}
