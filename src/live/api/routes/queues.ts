/** Routes of the grid: sites, queues and shares as they stand. */
import { z } from 'zod'
import type { Core } from '../../../brokerage/core.js'
import type { ShareUse } from '../../../brokerage/shares.js'
import type { Queue } from '../../../model/grid.js'
import { JOB_STATES, JobState, jobStateNames } from '../../../model/job-state.js'
import { isoTime } from '../desk.js'
import { fields, name } from '../fields.js'
import { notFound } from '../problem.js'
import { route } from '../route.js'
import {
  done,
  explanation,
  queue as queueShape,
  queueInList,
  shareUse,
  site as siteShape,
  statusWord,
} from '../shapes.js'

const people = ['user', 'production'] as const
const queueParams = fields({ name: name() })

export const queueRoutes = {
  'GET /sites': route({
    summary: 'List the sites with their queues and storage',
    may: people,
    answer: fields({ items: z.array(siteShape) }).meta({ id: 'SiteList' }),
    example: {},
    handle: async (_, desk) =>
      desk.door.ask(({ state: { grid } }) => ({
        items: grid.sites.map((site) => ({
          name: site.name,
          tier: site.tier,
          isNucleus: site.isNucleus,
          queues: grid.queues.filter(({ siteIndex }) => siteIndex === site.index).map((queue) => queue.name),
          storage: {
            ...site.storage,
            freeBytes: finite(site.storage.freeBytes),
            totalBytes: finite(site.storage.totalBytes),
          },
        })),
      })),
  }),

  'GET /queues': route({
    summary: 'List the queues, with the jobs that wait for a pilot and those that run there',
    may: people,
    answer: fields({ items: z.array(queueInList) }).meta({ id: 'QueueList' }),
    example: {},
    handle: async (_, desk) =>
      desk.door.ask((core) => ({
        items: core.state.grid.queues.map((queue) => ({
          name: queue.name,
          site: core.state.grid.sites[queue.siteIndex].name,
          status: queue.status,
          cores: queue.faces.map(({ cores }) => cores),
          activated: core.state.counters.total(queue.index, JobState.activated),
          running: core.state.counters.total(queue.index, JobState.running),
        })),
      })),
  }),

  'GET /queues/:name': route({
    summary: 'Look at one queue: what it takes, and its jobs by state',
    may: people,
    params: queueParams,
    answer: queueShape,
    refusals: [404],
    example: { params: { name: 'BNL' } },
    handle: async ({ params }, desk) =>
      desk.door.ask((core) => {
        const queue = queueNamed(core, params.name)
        return {
          name: queue.name,
          site: core.state.grid.sites[queue.siteIndex].name,
          status: queue.status,
          slots: queue.faces.map(({ cores, minMemoryMB, maxMemoryMB }) => ({ cores, minMemoryMB, maxMemoryMB })),
          corePower: queue.corePower,
          maxWalltimeSeconds: queue.maxWalltimeSeconds,
          maxScratchMB: queue.maxScratchMB,
          vos: [...queue.vos],
          labels: [...queue.labels],
          jobs: jobsByState(core, queue),
          pilotsUnderWay: queue.pilotsUnderWay,
          lastPilotAt: isoTime(desk, queue.lastPilotAt),
        }
      }),
  }),

  'GET /queues/:name/explain': route({
    summary: 'Ask what a pilot of a queue would find, and why it would go away empty',
    may: people,
    params: queueParams,
    answer: explanation,
    refusals: [404],
    example: { params: { name: 'BNL' } },
    handle: async ({ params }, desk) =>
      desk.door.ask((core, now) => {
        const told = core.explainer().pilot(queueNamed(core, params.name), now)
        return told as unknown as z.output<typeof explanation>
      }),
  }),

  'POST /queues/:name/status': route({
    summary: 'Change the status of a queue; brokeroff drains it',
    may: [],
    params: queueParams,
    body: fields({ status: statusWord }),
    answer: done,
    refusals: [404],
    isIdempotent: true,
    example: { params: { name: 'BNL' }, body: { status: 'brokeroff' } },
    handle: async ({ params, body: { status }, key }, desk) => {
      await desk.door.ask((core) => queueNamed(core, params.name).index)
      await desk.door.report({ report: 'queueChanged', queue: params.name, status }, key)
      return { done: true } as const
    },
  }),

  'GET /shares': route({
    summary: 'Look at the global shares: use against target',
    detail: 'HS06 of the jobs that pilots hold now. Empty when the server has no shares.',
    may: people,
    answer: fields({ items: z.array(shareUse) }).meta({ id: 'ShareList' }),
    example: {},
    handle: async (_, desk) => desk.door.ask((core) => ({ items: (core.shareUse() ?? []).map(shown) })),
  }),
} as const

function queueNamed({ state: { grid } }: Core, queueName: string): Queue {
  const queue = grid.queue(queueName)
  if (queue === undefined) throw notFound('queue of this name')
  return queue
}

function jobsByState({ state: { counters } }: Core, queue: Queue): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let state = 0; state < JOB_STATES; state++) {
    const jobs = counters.total(queue.index, state as JobState)
    if (jobs > 0) counts[jobStateNames[state]] = jobs
  }
  return counts
}

function shown({ name: share, pledgedHs06, executingHs06, children }: ShareUse): z.output<typeof shareUse> {
  return { name: share, targetHs06: pledgedHs06, usedHs06: executingHs06, children: children.map(shown) }
}

/** What is unknown is told as null. */
function finite(bytes: number): number | null {
  return Number.isFinite(bytes) ? bytes : null
}
