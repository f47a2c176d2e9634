import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { formatBytes, formatCount, formatFraction, formatSeconds } from '../model/format.js'
import type { Showcase } from '../lab/study.js'
import { conductStudy, prepareFolder, present, specOf } from './conduct-study.js'
import { positiveWhole } from './options.js'
import { watchedRuns } from './watched-runs.js'

interface StartOptions {
  seeds: number
  out: string
  json?: boolean
}

const rivals = ['production', 'single-level-2013', 'least-queued', 'data-locality-only', 'random']
/** Part of the real grid and of its day of a million jobs that the rivals share. */
const SCALE = 0.08

/** `ailuro start`: the main job, which `npm start` runs. */
export function startCommand(): Command {
  return new Command('start')
    .description('the main job: a day on the ATLAS grid under rival policies, and a million-job day')
    .option('--seeds <number>', 'runs of each policy', positiveWhole, 3)
    .option('--out <folder>', 'results folder', 'results/start')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro start --seeds 5 --out results/atlas')
    .action(async (options: StartOptions) => {
      process.exitCode = await start(options)
    })
}

async function start({ seeds, out, json }: StartOptions): Promise<number> {
  prepareFolder(out)
  const showcase = await millionJobDay()
  const spec = await specOf({
    name: 'atlas-day',
    title: 'A day of ATLAS under rival policies',
    question:
      'The sites, queues, network and disks of ATLAS in 2025 at a twelfth of their size, a day of work fitted to public records, failures in bursts, three real outages: what does PanDA’s full brokerage make of it, against its broker of 2013 and simple rules?',
    source: { file: shipped('atlas-day.yaml'), scale: SCALE },
    policies: rivals,
    seeds,
    warmUp: 'none',
  })
  const study = await conductStudy(spec, {
    out,
    notes: [
      `run at ${SCALE} of its size, jobs and grid alike; sources and terms stand in scenarios/grids and scenarios/workloads`,
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
  const source = { file: shipped('day-2014.yaml') }
  const request = { source, policy: 'production', seed: undefined, records: false }
  const [run] = await watchedRuns('a million-job day', [request])
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
    `  mean wait ${formatSeconds(metrics.waitSeconds.mean)}, utilisation ${formatFraction(metrics.utilisationFraction ?? NaN)}.`,
    `  It took ${cost.cpuSeconds.toFixed(1)} s of CPU (${perJob} µs a job) and ${formatBytes(cost.peakRssBytes)} of memory; journal ${journal.hash}.`,
    '  It assumes:',
    ...assumptions.map((assumption) => `  - ${assumption}`),
    '',
  ].join('\n')
}

function shipped(scenario: string): string {
  return fileURLToPath(new URL(`../../../scenarios/${scenario}`, import.meta.url))
}
