/** What scenario files say of the world, and what the simulator makes of it. */
import test from 'ava'
import { z } from 'zod'
import { plainBatch } from './batch-system.js'
import { publishedShares } from './failure-phases.js'
import { readScenario } from './scenario-file.js'
import { testScenario } from './testing/scenarios.js'
import {
  batchSchema,
  failuresSchema,
  incidentsSchema,
  outagesSchema,
  pilotsSchema,
  transfersSchema,
  worldAssumptions,
  worldOf,
} from './world-schema.js'

const HOUR = 3_600
const schema = z.strictObject({
  pilots: pilotsSchema,
  batch: batchSchema,
  failures: failuresSchema,
  transfers: transfersSchema,
  incidents: incidentsSchema,
  outages: outagesSchema,
})

test('a file that says nothing gets a world without troubles', (t) => {
  const { transfers, ...world } = worldOf(schema.parse({}))
  t.like(transfers, { sigma: 0.5, failureProbability: 0, timeoutSeconds: 12 * HOUR })
  t.deepEqual(world, {
    pilots: { startDelaySeconds: 5, startDelaySpreadSeconds: 60, timefloorSeconds: 0 },
    batch: plainBatch,
    failures: {
      probability: 0,
      silentProbability: 0,
      earlyFraction: 0.5,
      badTimes: undefined,
      siteSigma: 0,
      sites: [],
      kinds: [],
      phases: publishedShares,
    },
    incidents: [],
    outages: [],
  })
})

test('units become seconds and parts; what depends on other keys is filled in', (t) => {
  const text = schema.parse({
    batch: { queueDelay: '2 min', longestQueueDelay: '1 h', silentKills: '20 %' },
    failures: { silentProbability: '2 %', badTimes: { apart: '5 days', length: '12 h', probability: '40 %' } },
    incidents: [
      { at: '1 h', queue: 'Q', status: 'offline', for: '2 h' },
      { at: '1 h', queue: 'Q', status: 'test' },
      { at: '1 h', site: 'A', kind: 'dying', for: '2 h' },
    ],
    outages: [
      { site: 'A', at: '12 h', for: '6 h', kind: 'compute', announced: true },
      { site: 'A', at: '12 h', for: '6 h', announced: true, notice: '1 h' },
      { site: 'A', at: '12 h', for: '6 h' },
    ],
  })
  const { batch, failures, incidents, outages } = worldOf(text)
  t.like(batch, { queueDelaySeconds: 120, longestQueueDelaySeconds: HOUR, silentKills: 0.2 })
  t.deepEqual(failures.badTimes, {
    apartSeconds: 120 * HOUR,
    lengthSeconds: 12 * HOUR,
    probability: 0.4,
    silentProbability: 0.02,
  })
  t.deepEqual(incidents, [
    { atSeconds: HOUR, queue: 'Q', status: 'offline' },
    { atSeconds: 3 * HOUR, queue: 'Q', status: 'online' },
    { atSeconds: HOUR, queue: 'Q', status: 'test' },
    { atSeconds: HOUR, site: 'A', kind: 'dying', forSeconds: 2 * HOUR, silentSeconds: Infinity },
  ])
  const outage = { site: 'A', atSeconds: 12 * HOUR, forSeconds: 6 * HOUR, kind: 'all', announced: true }
  t.deepEqual(outages, [
    { ...outage, kind: 'compute', noticeSeconds: 12 * HOUR },
    { ...outage, noticeSeconds: HOUR },
    { ...outage, announced: false, noticeSeconds: 0 },
  ])
})

test('what is assumed is said', (t) => {
  const said = worldAssumptions(
    schema.parse({
      batch: { queueDelay: '2 min', wallTimeLimits: true, silentKills: '20 %' },
      failures: { probability: '8 %', badTimes: { apart: '3 days', length: '1 day', probability: '40 %' } },
    }),
  )
  t.deepEqual(said, [
    'pilots ask 5 s after they got a slot, and 60 s more on average',
    'attempts fail with probability 0.08, fall silent with 0',
    'sites are bad 25.0 % of the time; attempts that start there then fail with probability 0.4, fall silent with 0',
    'pilots stand in line after 120 s on average over the part of the cores that is free, at most 3600 s',
    'slots end at the maximum wall time of their queue; of 20 % of the runs ended so nothing is heard',
  ])
})

test('of a replay it is not said that attempts fail by chance where the trace tells how they end', (t) => {
  const world = schema.parse({
    failures: { probability: '8 %', badTimes: { apart: '3 days', length: '1 day', probability: '40 %' } },
  })
  const pilots = 'pilots ask 5 s after they got a slot, and 60 s more on average'
  t.deepEqual(worldAssumptions(world, 'recorded'), [pilots])
  t.deepEqual(worldAssumptions(world, 'rebrokered'), [
    pilots,
    'attempts whose end no trace tells, such as those after a failure, fail with probability 0.08, fall silent with 0',
    'sites are bad 25.0 % of the time; such attempts that start there then fail with probability 0.4, fall silent with 0',
  ])
})

test('a scenario file hands all of it to the simulator', (t) => {
  const { batch, failures, incidents, outages } = readScenario(testScenario('troubles'))
  t.deepEqual(batch.caps, [{ queue: 'SOUTH', cores: 60 }])
  t.is(failures.badTimes?.lengthSeconds, HOUR)
  t.deepEqual(failures.kinds, [{ label: 'managed', share: 'Wide', factor: 0.5 }])
  t.deepEqual(
    incidents.map((incident) => ('site' in incident ? incident.kind : incident.status)),
    ['black-hole', 'brokeroff', 'online', 'dying'],
  )
  t.deepEqual(
    outages.map(({ kind }) => kind),
    ['compute', 'storage', 'all'],
  )
})
