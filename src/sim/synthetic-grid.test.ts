import test from 'ava'
import { syntheticGrid } from './synthetic-grid.js'

const seed = { a: 1, b: 2 }
const network = { latencySeconds: 1, bytesPerSecond: 1e6 }

test('what cores add to the doors and disks of their site; without a word, these have no end', (t) => {
  const perCore = { ingress: 100, egress: 200, disk: 1000, used: 600 }
  for (const site of syntheticGrid({ sites: 20, cores: 5000, ...network, perCore }, seed).sites) {
    t.like(site, {
      ingressBytesPerSecond: 100 * site.cores,
      egressBytesPerSecond: 200 * site.cores,
      storage: { totalBytes: 1000 * site.cores, usedBytes: 600 * site.cores },
    })
  }
  const wide = { ...perCore, leastRate: 40_000 }
  for (const { cores, egressBytesPerSecond } of syntheticGrid(
    { sites: 20, cores: 5000, ...network, perCore: wide },
    seed,
  ).sites) {
    t.is(egressBytesPerSecond, Math.max(40_000, 200 * cores))
  }
  for (const site of syntheticGrid({ sites: 20, cores: 5000, ...network, perCore: { egress: 200, used: 0 } }, seed)
    .sites) {
    t.like(site, { ingressBytesPerSecond: undefined, storage: undefined })
  }
  const [open] = syntheticGrid({ sites: 20, cores: 5000, ...network }, seed).sites
  t.false('storage' in open)
})

test('the same seed and size make the same grid: one T0, twelve T1s, T2s of falling size', (t) => {
  const { sites } = syntheticGrid({ sites: 150, cores: 600_000, ...network }, seed)
  t.deepEqual(sites, syntheticGrid({ sites: 150, cores: 600_000, ...network }, seed).sites)
  t.deepEqual(
    [0, 1, 2].map((tier) => sites.filter((site) => site.tier === tier).length),
    [1, 12, 137],
  )
  const sizes = sites.slice(13).map(({ cores }) => cores)
  t.deepEqual(
    sizes,
    [...sizes].sort((one, other) => other - one),
  )
  t.true(sites.every(({ corePower }) => corePower >= 8 && corePower <= 14))
})
