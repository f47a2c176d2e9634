/** Routes of pilots: to ask for a job, and to tell how it goes. They are called most, and do the least. */
import { atlasResourceTypes } from '../../../model/resource-type.js'
import { inNativeWords } from '../../panda/native-specification.js'
import { amount, fields, flag, name, numberInUrl, oneOf, whole } from '../fields.js'
import { route } from '../route.js'
import { acknowledgement, dispatch, done } from '../shapes.js'

const pilots = ['pilot'] as const
const jobParams = fields({ id: numberInUrl() })
const typeNames = atlasResourceTypes.map((row) => row.name) as [string, ...string[]]

/** A pilot's word about a job of its own that says nothing but what its path says. */
function statement(report: 'accepted' | 'started' | 'heartbeat', summary: string) {
  return route({
    summary,
    detail: 'When `known` is false the job is not with a pilot any more: it should be stopped.',
    may: pilots,
    params: jobParams,
    answer: acknowledgement,
    isIdempotent: true,
    example: { params: { id: '1' } },
    handle: ({ params: { id }, key }, desk) => desk.door.report({ report, id }, key),
  })
}

export const pilotRoutes = {
  'POST /pilots/ask': route({
    summary: 'Ask for a job',
    detail:
      'Limits of 0 are none. A request that is repeated under the same worker name gets the same job again for ten minutes, as long as the job has not been reported as started.',
    may: pilots,
    body: fields({
      queue: name(),
      cores: whole(1, 10_000),
      first: flag().default(true),
      worker: name().optional(),
      memoryMB: amount('MB').default(0),
      scratchMB: amount('MB').default(0),
      remainingSeconds: amount('seconds').default(0),
      label: name().optional(),
      resourceType: oneOf(typeNames).optional(),
      user: name().optional(),
      task: whole(1, Number.MAX_SAFE_INTEGER).optional(),
    }),
    answer: fields({ job: dispatch.nullable() }).meta({ id: 'PilotAnswer' }),
    example: { body: { queue: 'BNL', cores: 1, worker: 'node-7.slot-2' } },
    handle: async ({ body, key, request }, desk) => {
      const { resourceType, worker, ...ask } = body
      const type = resourceType === undefined ? undefined : typeNames.indexOf(resourceType)
      const job = await desk.door.report({ report: 'pilotAsks', ...ask, worker, resourceType: type }, key)
      return { job: job === undefined ? null : inNativeWords(job, `${request.protocol}://${request.host}`) }
    },
  }),

  'POST /pilots/lost': route({
    summary: 'Tell that pilots that were ordered will never ask',
    may: pilots,
    body: fields({ queue: name(), cores: whole(1, 10_000), pilots: whole(1, 1_000_000) }),
    answer: done,
    example: { body: { queue: 'BNL', cores: 1, pilots: 2 } },
    handle: async ({ body, key }, desk) => {
      await desk.door.report({ report: 'pilotsLost', ...body }, key)
      return { done: true } as const
    },
  }),

  'POST /jobs/:id/accepted': statement('accepted', 'Tell that a job is being prepared: its payload does not run yet'),
  'POST /jobs/:id/started': statement('started', 'Tell that the payload of a job runs'),
  'POST /jobs/:id/heartbeat': statement('heartbeat', 'Tell that a job is alive'),

  'POST /jobs/:id/ended': route({
    summary: 'Tell how a job ended',
    may: pilots,
    params: jobParams,
    body: fields({ outcome: oneOf(['finished', 'failed']), errorCode: whole(0).default(0) }),
    answer: acknowledgement,
    isIdempotent: true,
    example: { params: { id: '1' }, body: { outcome: 'finished' } },
    handle: ({ params: { id }, body: { outcome, errorCode }, key }, desk) =>
      desk.door.report({ report: 'ended', id, outcome, errorCode }, key),
  }),
} as const
