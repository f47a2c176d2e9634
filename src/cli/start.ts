import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { formatBytes, formatCount, formatFraction, formatSeconds } from '../model/format.js'
import type { Showcase } from '../lab/study.js'
import { conductStudy, prepareFolder, present } from './conduct-study.js'
import { positiveWhole } from './options.js'
import { runHere } from './run-here.js'

interface StartOptions {
  seeds: number
  out: string
  json?: boolean
}

const rivals = ['production', 'data-locality-only', 'least-queued', 'round-robin', 'random']

/** `ailuro start`: the main job, which `npm start` runs. */
export function startCommand(): Command {
  return new Command('start')
    .description('the main job: a real grid trace under rival policies, and a synthetic million-job day')
    .option('--seeds <number>', 'runs of each policy', positiveWhole, 3)
    .option('--out <folder>', 'results folder', 'results/start')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro start --seeds 5 --out results/lcg')
    .action(async (options: StartOptions) => {
      process.exitCode = await start(options)
    })
}

async function start({ seeds, out, json }: StartOptions): Promise<number> {
  prepareFolder(out)
  const showcase = await millionJobDay()
  const study = await conductStudy({
    name: 'lcg-2005',
    title: 'LCG-2005 under rival policies',
    question:
      'Nine days of the LHC Computing Grid in 2005, 146,046 real jobs: which brokerage policy serves them best on a grid with little to spare?',
    source: { file: shipped('lcg-2005.yaml') },
    policies: rivals,
    seeds,
    seed: undefined,
    out,
    notes: [
      'trace: LCG-2005 log of the Parallel Workloads Archive, provided by Hui Li, converted by Dror Feitelson',
      'per-job tables hold the runs of the first seed',
    ],
  })
  const code = await present({ ...study, showcase }, out, json === true)
  if (json !== true) process.stdout.write(showcaseText(showcase))
  return code
}

/** Runs alone and first, so that the process's figures are its own. */
async function millionJobDay(): Promise<Showcase> {
  const began = performance.now()
  const before = process.cpuUsage()
  const source = { file: shipped('panda-day.yaml') }
  const run = await runHere('a million-job day', { source, policy: 'production', seed: undefined, records: false })
  const { user, system } = process.cpuUsage(before)
  const cost = {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - began) / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }
  return { run, cost }
}

function showcaseText({ run: { summary }, cost }: Showcase): string {
  const { jobs, metrics, attempts, journal, assumptions } = summary
  const perJob = ((cost.cpuSeconds / jobs.submitted) * 1e6).toFixed(1)
  return [
    '',
    `A synthetic day of ${formatCount(jobs.submitted)} jobs under ${summary.policy}: ${formatCount(jobs.finished)} finished in ${formatCount(attempts.created)} attempts,`,
    `  at most ${formatCount(metrics.peakRunningJobs)} ran at once, ${formatCount(metrics.inputTransfers + metrics.outputTransfers)} transfers moved ${formatBytes(metrics.wanBytes)},`,
    `  mean wait ${formatSeconds(metrics.waitSeconds.mean)}, utilisation ${formatFraction(metrics.utilisationFraction)}.`,
    `  It took ${cost.cpuSeconds.toFixed(1)} s of CPU (${perJob} µs a job) and ${formatBytes(cost.peakRssBytes)} of memory; journal ${journal.hash}.`,
    '  It assumes:',
    ...assumptions.map((assumption) => `  - ${assumption}`),
    '',
  ].join('\n')
}

function shipped(scenario: string): string {
  return fileURLToPath(new URL(`../../../scenarios/${scenario}`, import.meta.url))
}
