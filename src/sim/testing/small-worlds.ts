/** Small worlds drawn at random, with everything that can happen in them, for tests of what must hold in any. */
import fc from 'fast-check'
import type { SiteSpec } from '../grid-spec.js'
import { Recorded } from '../plans.js'
import type { Scenario } from '../simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith, siteOf } from './scenarios.js'

const widths = fc.constantFrom([1], [8], [1, 4], [1, 4, 8])
const sites = fc.array(fc.record({ cores: fc.integer({ min: 8, max: 20 }), slots: widths }), {
  minLength: 1,
  maxLength: 3,
})
const tasks = fc.array(
  fc.record({
    gap: fc.constantFrom(0, 0, 1, 300, 20_000),
    run: fc.constantFrom(0, 1, 600, 30_000),
    jobs: fc.integer({ min: 1, max: 12 }),
    priority: fc.constantFrom(100, 900, 1_100),
    reads: fc.boolean(),
    collected: fc.boolean(),
    recorded: fc.constantFrom(Recorded.nothing, Recorded.nothing, Recorded.failed, Recorded.cancelled),
  }),
  { minLength: 1, maxLength: 10 },
)
const incidents = fc.array(
  fc.record({
    atSeconds: fc.constantFrom(0, 300, 10_000, 40_000),
    queue: fc.constant('S0'),
    status: fc.constantFrom('online', 'standby', 'brokeroff', 'test', 'offline'),
  }),
  { maxLength: 3 },
)
const failures = fc.constantFrom([0, 0], [0.3, 0], [0.2, 0.2], [0, 1])
const badTimes = fc.option(
  fc.record({
    apartSeconds: fc.constantFrom(1_000, 50_000),
    lengthSeconds: fc.constantFrom(1_000, 10_000),
    probability: fc.constantFrom(0.5, 0.9),
    silentProbability: fc.constantFrom(0, 0.1),
  }),
  { nil: undefined },
)
const spans = { atSeconds: fc.constantFrom(0, 900, 10_000, 35_000), forSeconds: fc.constantFrom(300, 20_000, 100_000) }
const outages = fc.array(
  fc.record({
    ...spans,
    site: fc.constant('S0'),
    kind: fc.constantFrom('compute', 'storage', 'all'),
    announced: fc.boolean(),
    noticeSeconds: fc.constantFrom(0, 5_000),
  }),
  { maxLength: 3 },
)
const siteIncidents = fc.array(
  fc.record({
    ...spans,
    site: fc.constant('S0'),
    kind: fc.constantFrom('black-hole', 'dying'),
    silentSeconds: fc.constantFrom(600, 30_000, Infinity),
  }),
  { maxLength: 2 },
)
const batch = fc.record({
  queueDelaySeconds: fc.constantFrom(0, 30),
  longestQueueDelaySeconds: fc.constant(600),
  wallTimeLimits: fc.boolean(),
  silentKills: fc.constantFrom(0, 0.5),
  backfill: fc.boolean(),
  caps: fc.constantFrom([], [{ queue: 'S0', cores: 8 }]),
})

/** Draws of a world: what its scenario is made of, and the policy. */
export const smallWorlds = fc.record({
  sites,
  tasks,
  policy: fc.constantFrom('production', 'random'),
  batch,
  incidents,
  siteIncidents,
  outages,
  failures,
  badTimes,
})

type SmallWorld = typeof smallWorlds extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** The scenario of a drawn world. */
export function scenarioOf(drawn: SmallWorld): Scenario {
  const specs = drawn.sites.map(({ cores, slots }, i) => limited(siteOf(`S${i}`, cores, slots, 8 + i), 20_000))
  let at = 0
  const listed = drawn.tasks.map(({ gap, reads, collected, ...task }, i): ListedTask => ({
    ...task,
    at: (at += gap),
    name: `task-${i}`,
    firstOrdinal: 0,
    cores: specs[i % specs.length].queues[0].slots[0].cores,
    maxAttempts: 4,
    walltimeSeconds: 10_000,
    ...(reads ? { dataset: 'data', inputBytes: 1e8, inputFiles: 1 } : {}),
    ...(collected ? { nucleus: 'S0', outputBytes: 1e9 } : {}),
  }))
  const workload = (): ListWorkload => new ListWorkload(listed, [{ name: 'data', sites: ['S0'] }])
  const [probability, silentProbability] = drawn.failures
  return scenarioWith(gridSpecOf(...specs), workload, {
    failures: { probability, silentProbability, earlyFraction: 0.5, badTimes: drawn.badTimes },
    incidents: [...drawn.incidents, ...drawn.siteIncidents],
    outages: drawn.outages,
    batch: drawn.batch,
    drainSeconds: 30 * 86_400,
    pilots: { startDelaySeconds: 1, startDelaySpreadSeconds: 10, timefloorSeconds: 1_000 },
    constants: { activatedTimeoutSeconds: 4_000, offlineTimeoutSeconds: 2_000 },
  })
}

/** The same site with slots that last so long, if slots end at all. */
function limited(site: SiteSpec, maxWalltimeSeconds: number): SiteSpec {
  return { ...site, queues: site.queues.map((queue) => ({ ...queue, maxWalltimeSeconds })) }
}
