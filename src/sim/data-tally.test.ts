/** What is counted of data that is moved, read near and read from afar. */
import test from 'ava'
import { simulate } from './simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith, siteOf } from './testing/scenarios.js'
import { runOf } from './testing/small-runs.js'

test('input from another site, then from the copy it left; output collected elsewhere', async (t) => {
  // Latency 1 s and 20 MB/s: 100 MB take 6 s, 40 MB take 3 s. Ordinals are the part of the input that is read.
  const reads = { dataset: 'data', inputBytes: 100e6, inputFiles: 2, queue: 'B', firstOrdinal: 0, run: 50 }
  const tasks = [
    { ...reads, at: 0, name: 'first' },
    { ...reads, at: 1_000, name: 'again', nucleus: 'A', outputBytes: 40e6 },
    { ...reads, at: 2_000, name: 'at home', queue: 'A' },
  ]
  const { summary, links } = await runOf([siteOf('A', 1), siteOf('B', 1)], tasks, {
    datasets: [{ name: 'data', sites: ['A'] }],
  })
  const { metrics } = summary
  t.deepEqual(links, [
    { from: 'A', to: 'B', bytes: 100e6, transfers: 1, failed: 0 },
    { from: 'B', to: 'A', bytes: 40e6, transfers: 1, failed: 0 },
  ])
  t.deepEqual([metrics.inputTransfers, metrics.outputTransfers], [1, 1])
  t.is(metrics.wanBytes, 140e6)
  t.is(metrics.lanBytes, 3 * 100e6 + 40e6)
  t.deepEqual([metrics.tapeBytes, metrics.remoteReadFraction], [0, 0])
  t.is(metrics.inputLocalFraction, 2 / 3)
  t.deepEqual([metrics.cacheHitFilesFraction, metrics.cacheHitBytesFraction], [0.5, 0.5], 'a kept copy is no cache')
  t.is(metrics.readsPerReplica, 2)
  t.deepEqual([metrics.turnaroundSeconds.max, metrics.successSeconds.max], [56, 56])
  t.deepEqual([metrics.turnaroundSeconds.mean, metrics.successSeconds.mean], [(56 + 50 + 50) / 3, (56 + 53 + 50) / 3])
  t.is(metrics.waitSplit?.dataSeconds, 2)
})

test('input that is read from afar', async (t) => {
  const b = siteOf('B', 1)
  const afar = { ...b, queues: b.queues.map((queue) => ({ ...queue, directIoLan: true, directIoWan: true })) }
  const reads = { dataset: 'data', inputBytes: 100e6, inputFiles: 1, run: 50 }
  const tasks: ListedTask[] = [
    { ...reads, at: 0, queue: 'B', rules: { readsOverWan: 'use' } },
    { ...reads, at: 0, queue: 'A' },
  ]
  const { summary, links } = await runOf([siteOf('A', 1), afar], tasks, { datasets: [{ name: 'data', sites: ['A'] }] })
  const { metrics } = summary
  t.deepEqual(links, [])
  t.deepEqual([metrics.wanBytes, metrics.lanBytes, metrics.remoteReadFraction], [100e6, 100e6, 0.5])
  t.is(metrics.inputLocalFraction, 0.5)
  t.deepEqual([metrics.cacheHitFilesFraction, metrics.readsPerReplica], [null, null])
})

test('input from tape is part of what came over the network', async (t) => {
  const workload = new ListWorkload([
    { at: 0, run: 50, dataset: 'old', inputBytes: 100e6, inputFiles: 1, queue: 'B' },
    { at: 0, run: 50, dataset: 'new', inputBytes: 30e6, inputFiles: 1, queue: 'B' },
  ])
  workload.begin = (reports) => {
    reports.datasetKnown(0, 'old', 1e12, [], 0, ['A'])
    reports.datasetKnown(0, 'new', 1e12, ['A'])
  }
  const scenario = scenarioWith(gridSpecOf(siteOf('A', 1), siteOf('B', 1)), () => workload)
  const { metrics } = (await simulate(scenario)).summary
  t.deepEqual([metrics.wanBytes, metrics.tapeBytes], [130e6, 100e6])
})
