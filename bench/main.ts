/** `npm run bench -- whole-day|ten-days|network|csv|report|explain|compare|shadow|monitor|live [--large] [--json]`: what simulated days cost on this machine. */
import { Command } from 'commander'
import { formatBytes, formatCount } from '../src/model/format.js'
import { compare, compareText } from './compare.js'
import { csv, csvText } from './csv.js'
import { explain, explainText } from './explain.js'
import { largeLive, live, liveText, smallLive } from './live/live.js'
import { largeMonitor, monitor, monitorText, smallMonitor } from './live/monitor.js'
import { network, networkText } from './network.js'
import { realReport, report, reportText, smallReport } from './report.js'
import { tenDays, type TenDaysCost } from './ten-days.js'
import { inOwnProcess } from './own-process.js'
import { shadow, shadowText } from './shadow.js'
import { type DayCost, wholeDay } from './whole-day.js'

/** Ways to share a network of load 0.6 that are told beside the exact one at 0.3. */
const otherNetworks = ['one-hop', 'slots'].map((sharing) => ['--sharing', sharing, '--load', '0.6'])

interface BenchOptions {
  large?: boolean
  json?: boolean
  scale?: string
  length: string
  profile: boolean
  sharing?: string
  load: string
  others: boolean
}

/** Part of a million jobs a day that the small benches run. */
const SMALL = 0.02

const program = new Command('bench').description('what simulated days cost on this machine')
program
  .command('whole-day')
  .description('a day of a million jobs (--large), or of 20,000')
  .option('--large', 'the real size')
  .option('--json', 'print one JSON object')
  .option('--scale <part>', 'part of a million jobs a day')
  .option('--length <days>', 'days', '1')
  .option('--sharing <model>', 'how transfers share the network: exact, one-hop or slots')
  .option('--load <part>', 'load that the network is laid out for', '0.3')
  .option('--no-profile', 'do not tell where the time goes, which takes a second run')
  .option('--no-others', 'do not run the other ways to share the network')
  .action(async (options: BenchOptions) => {
    const size = { scale: scaleOf(options), length: Number(options.length) }
    const { sharing, load, profile } = options
    const cost = await wholeDay({ size, sharing, load: Number(load), withProfile: profile })
    const others = options.others ? otherNetworks.map((args) => inOwnProcess(size, args)) : []
    if (options.json === true) process.stdout.write(`${JSON.stringify({ ...cost, others }, null, 2)}\n`)
    else for (const one of [cost, ...others]) print(one, false)
  })
program
  .command('ten-days')
  .description('ten days at the same rate beside one: exponent of CPU, growth of memory')
  .option('--large', 'the real size: ten million jobs')
  .option('--json', 'print one JSON object')
  .action((options: BenchOptions) => print(tenDays(scaleOf(options)), options.json === true))
program
  .command('network')
  .description('cost and error of the ways to share the network, at several loads')
  .option('--large', 'the real size: 100,000 transfers, and load 0.8 too')
  .option('--json', 'print one JSON object')
  .action(({ large, json }: Pick<BenchOptions, 'large' | 'json'>) => {
    const cost = large === true ? network(100_000, [0.3, 0.6, 0.8]) : network(10_000, [0.3, 0.6])
    process.stdout.write(`${json === true ? JSON.stringify(cost, null, 2) : networkText(cost)}\n`)
  })
program
  .command('csv')
  .description('reading a PanDA CSV of a million quoted rows (--large), or of 20,000, with a hundred faults')
  .option('--large', 'the real size')
  .option('--json', 'print one JSON object')
  .action(async (options: BenchOptions) => {
    const cost = await csv(scaleOf(options))
    process.stdout.write(`${options.json === true ? JSON.stringify(cost, null, 2) : csvText(cost)}\n`)
  })
program
  .command('report')
  .description('making the page of a study of 6 policies × 30 seeds at 170 sites (--large), or of a small one')
  .option('--large', 'the real size')
  .option('--json', 'print one JSON object')
  .action(async ({ large, json }: Pick<BenchOptions, 'large' | 'json'>) => {
    const cost = await report(large === true ? realReport : smallReport)
    process.stdout.write(`${json === true ? JSON.stringify(cost, null, 2) : reportText(cost)}\n`)
  })
program
  .command('explain')
  .description('what explanations cost, and what it costs that they can be had, on a day of a million jobs (--large)')
  .option('--large', 'the real size')
  .option('--json', 'print one JSON object')
  .option('--scale <part>', 'part of a million jobs a day')
  .action(async (options: BenchOptions) => {
    const cost = await explain(scaleOf(options))
    process.stdout.write(`${options.json === true ? JSON.stringify(cost, null, 2) : explainText(cost)}\n`)
  })
program
  .command('compare')
  .description('six policies on a pool of workers: the trace of LCG over 30 seeds (--large), or a small one over two')
  .option('--large', 'the real size: 180 runs')
  .option('--json', 'print one JSON object')
  .action(async ({ large, json }: Pick<BenchOptions, 'large' | 'json'>) => {
    const cost = await compare(large === true)
    process.stdout.write(`${json === true ? JSON.stringify(cost, null, 2) : compareText(cost)}\n`)
  })
program
  .command('shadow')
  .description('following a production of a million jobs (--large), or of 20,000, under three policies')
  .option('--large', 'the real size')
  .option('--json', 'print one JSON object')
  .option('--scale <part>', 'part of a million jobs a day')
  .action(async (options: BenchOptions) => {
    const cost = await shadow(scaleOf(options))
    process.stdout.write(`${options.json === true ? JSON.stringify(cost, null, 2) : shadowText(cost)}\n`)
  })
program
  .command('monitor')
  .description('pages of the monitor of a live server (--large: a million jobs in its store), page by page')
  .option('--large', 'the real size: about 5 minutes')
  .option('--json', 'print one JSON object')
  .action(async ({ large, json }: Pick<BenchOptions, 'large' | 'json'>) => {
    const cost = await monitor(large === true ? largeMonitor : smallMonitor)
    process.stdout.write(`${json === true ? JSON.stringify(cost, null, 2) : monitorText(cost)}\n`)
  })
program
  .command('live')
  .description(
    'a live server over each store, under load from another process (--large: 500 connections for a minute, a million jobs)',
  )
  .option('--large', 'the real size: about 15 minutes')
  .option('--json', 'print one JSON object')
  .option('--store <name...>', 'sqlite, postgres, or both', ['sqlite', 'postgres'])
  .action(async ({ large, json, store }: Pick<BenchOptions, 'large' | 'json'> & { store: string[] }) => {
    const cost = await live(large === true ? largeLive : smallLive, store)
    process.stdout.write(`${json === true ? JSON.stringify(cost, null, 2) : liveText(cost)}\n`)
  })
await program.parseAsync()

function scaleOf({ large, scale }: BenchOptions): number {
  return scale === undefined ? (large === true ? 1 : SMALL) : Number(scale)
}

function print(cost: DayCost | TenDaysCost, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(cost, null, 2)}\n`)
    return
  }
  const lines = [
    `${cost.bench}: ${formatCount(cost.jobs)} jobs, ${formatCount(cost.events)} events, ${formatCount(cost.transfers)} transfers (${cost.sharing}, load ${cost.networkLoad}), ${formatCount(cost.peakRunning)} running at peak`,
    `${cost.cpuMicrosPerJob.toFixed(2)} µs CPU a job (${cost.holdsPerJob.toFixed(1)} holds), ${cost.bytesPerJob.toFixed(1)} bytes a job, ${formatBytes(cost.peakRssBytes)} at peak, journal ${cost.journal}`,
    ...('exponent' in cost
      ? [`exponent ${cost.exponent.toFixed(3)}, memory ${cost.peakRssRatio.toFixed(2)} × one day`]
      : []),
    ...Object.entries(cost.timeShares ?? {}).map(
      ([place, share]) => `${(100 * share).toFixed(1).padStart(6)} % ${place}`,
    ),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
