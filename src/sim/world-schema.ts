/** The parts of a scenario file that tell how the simulated world behaves, and what they become. */
import { z } from 'zod'
import { queueStatuses } from '../model/grid.js'
import { plainBatch } from './batch-system.js'
import { badShare } from './bad-times.js'
import { publishedShares } from './failure-phases.js'
import type { FailureSpec } from './failures.js'
import type { Incident } from './incidents.js'
import { type Outage, outageKinds } from './outages.js'
import type { PilotSpec } from './pilot-lives.js'
import type { ReplayMode } from './trace-workload.js'
import { sharings, type TransferSpec } from './transfers.js'
import type { WorldParts } from './world.js'
import { duration, fraction, positive, wholeFrom } from './yaml-file.js'

const yesOrNo = z.boolean({ error: () => 'true or false' })
const length = duration.refine((seconds) => seconds > 0, { error: 'a duration above 0' })

export const pilotsSchema = z
  .strictObject({
    startDelay: duration.default(5),
    startDelaySpread: duration.default(60),
    timefloor: duration.default(0),
  })
  .prefault({})

export const transfersSchema = z
  .strictObject({
    sharing: z.enum(sharings).optional(),
    sigma: z
      .number({ error: () => 'a number from 0' })
      .min(0, { error: () => 'a number from 0' })
      .default(0.5),
    slotsPerLink: wholeFrom(1).default(20),
    timeout: length.default(12 * 3600),
    failures: fraction.default(0),
    measureEvery: length.default(300),
    cacheGrace: duration.default(86_400),
    cacheLifetime: duration.default(7 * 86_400),
    keepFree: fraction.default(0.05),
  })
  .prefault({})

export const batchSchema = z
  .strictObject({
    queueDelay: duration.default(plainBatch.queueDelaySeconds),
    longestQueueDelay: duration.default(plainBatch.longestQueueDelaySeconds),
    wallTimeLimits: yesOrNo.default(plainBatch.wallTimeLimits),
    silentKills: fraction.default(plainBatch.silentKills),
    backfill: yesOrNo.default(plainBatch.backfill),
    caps: z.array(z.strictObject({ queue: z.string(), cores: wholeFrom(1) })).default([]),
  })
  .prefault({})

const risk = { factor: positive.default(1), earlyFraction: fraction.optional() }

export const failuresSchema = z
  .strictObject({
    probability: fraction.default(0),
    silentProbability: fraction.default(0),
    earlyFraction: fraction.default(0.5),
    badTimes: z
      .strictObject({
        apart: length,
        length: length,
        probability: fraction,
        silentProbability: fraction.optional(),
      })
      .optional(),
    siteSigma: z.number().min(0).default(0),
    sites: z.array(z.strictObject({ site: z.string(), ...risk })).default([]),
    kinds: z
      .array(
        z.strictObject({
          label: z.string().optional(),
          share: z.string().optional(),
          processingType: z.string().optional(),
          ...risk,
        }),
      )
      .default([]),
    phases: z
      .strictObject({
        stageIn: fraction.default(publishedShares.stageIn),
        setup: fraction.default(publishedShares.setup),
        execution: fraction.default(publishedShares.execution),
        stageOut: fraction.default(publishedShares.stageOut),
        unknown: fraction.default(publishedShares.unknown),
      })
      .prefault({}),
  })
  .prefault({})

export const incidentsSchema = z
  .array(
    z.union([
      z.strictObject({
        at: duration,
        queue: z.string(),
        status: z.enum(queueStatuses),
        for: duration.optional(),
      }),
      z.strictObject({
        at: duration,
        site: z.string(),
        kind: z.enum(['black-hole', 'dying']),
        for: length,
        silent: length.optional(),
      }),
    ]),
  )
  .default([])

/** Outages of a grid or scenario file. */
export const outagesSchema = z
  .array(
    z.strictObject({
      site: z.string(),
      at: duration,
      for: length,
      kind: z.enum(outageKinds).default('all'),
      announced: yesOrNo.default(false),
      notice: duration.default(12 * 3600),
    }),
  )
  .default([])

interface WorldText {
  readonly pilots: z.infer<typeof pilotsSchema>
  readonly batch: z.infer<typeof batchSchema>
  readonly failures: z.infer<typeof failuresSchema>
  readonly transfers: z.infer<typeof transfersSchema>
  readonly incidents: z.infer<typeof incidentsSchema>
  readonly outages: z.infer<typeof outagesSchema>
}

/** The world as the simulator takes it. */
export function worldOf(
  text: WorldText,
): Pick<WorldParts, 'pilots' | 'batch' | 'failures' | 'transfers' | 'incidents' | 'outages'> {
  const { queueDelay, longestQueueDelay, ...batch } = text.batch
  return {
    pilots: pilotsOf(text.pilots),
    batch: { ...batch, queueDelaySeconds: queueDelay, longestQueueDelaySeconds: longestQueueDelay },
    failures: failuresOf(text.failures),
    transfers: transfersOf(text.transfers),
    incidents: text.incidents.flatMap(incidentsOf),
    outages: outagesOf(text.outages),
  }
}

/** Outages as the simulator takes them. */
export function outagesOf(text: WorldText['outages']): Outage[] {
  return text.map(({ site, at, for: seconds, kind, announced, notice }) => ({
    site,
    atSeconds: at,
    forSeconds: seconds,
    kind,
    announced,
    noticeSeconds: announced ? notice : 0,
  }))
}

function transfersOf(text: WorldText['transfers']): TransferSpec {
  const { timeout, failures, measureEvery, cacheGrace, cacheLifetime, ...spec } = text
  return {
    ...spec,
    timeoutSeconds: timeout,
    failureProbability: failures,
    measureSeconds: measureEvery,
    cacheGraceSeconds: cacheGrace,
    cacheLifetimeSeconds: cacheLifetime,
  }
}

function pilotsOf({ startDelay, startDelaySpread, timefloor }: WorldText['pilots']): PilotSpec {
  return { startDelaySeconds: startDelay, startDelaySpreadSeconds: startDelaySpread, timefloorSeconds: timefloor }
}

function failuresOf({ badTimes, ...text }: WorldText['failures']): FailureSpec {
  return {
    ...text,
    badTimes: badTimes && {
      apartSeconds: badTimes.apart,
      lengthSeconds: badTimes.length,
      probability: badTimes.probability,
      silentProbability: badTimes.silentProbability ?? text.silentProbability,
    },
  }
}

/** A status with a length becomes two changes: there, and back to online. */
function incidentsOf(text: WorldText['incidents'][number]): Incident[] {
  if ('site' in text) {
    const { at, site, kind, for: seconds, silent = Infinity } = text
    return [{ atSeconds: at, site, kind, forSeconds: seconds, silentSeconds: silent }]
  }
  const { at, queue, status, for: seconds } = text
  return [
    { atSeconds: at, queue, status },
    ...(seconds === undefined ? [] : [{ atSeconds: at + seconds, queue, status: 'online' as const }]),
  ]
}

/**
 * What is assumed of pilots, batch systems and failures, in words.
 * @param replay how a trace is replayed, which then says itself how its jobs end; undefined: work is synthetic
 */
export function worldAssumptions({ pilots, batch, failures }: WorldText, replay?: ReplayMode): string[] {
  const said = [
    `pilots ask ${pilots.startDelay} s after they got a slot, and ${pilots.startDelaySpread} s more on average`,
    // As recorded, each job ends as it did.
    ...(replay === 'recorded' ? [] : failureAssumptions(failures, replay === 'rebrokered')),
  ]
  if (batch.queueDelay > 0) {
    said.push(
      `pilots stand in line after ${batch.queueDelay} s on average over the part of the cores that is free, ` +
        `at most ${batch.longestQueueDelay} s`,
    )
  }
  if (batch.wallTimeLimits) {
    said.push(
      'slots end at the maximum wall time of their queue; ' +
        `of ${100 * batch.silentKills} % of the runs ended so nothing is heard`,
    )
  }
  return said
}

function failureAssumptions({ badTimes, ...failures }: WorldText['failures'], isReplay: boolean): string[] {
  const attempts = isReplay ? 'attempts whose end no trace tells, such as those after a failure,' : 'attempts'
  const said = [
    `${attempts} fail with probability ${failures.probability}, fall silent with ${failures.silentProbability}`,
  ]
  if (badTimes !== undefined) {
    const share = badShare({ apartSeconds: badTimes.apart, lengthSeconds: badTimes.length })
    said.push(
      `sites are bad ${(100 * share).toFixed(1)} % of the time; ${isReplay ? 'such attempts' : attempts} that start there then fail with probability ` +
        `${badTimes.probability}, fall silent with ${badTimes.silentProbability ?? failures.silentProbability}`,
    )
  }
  return said
}
