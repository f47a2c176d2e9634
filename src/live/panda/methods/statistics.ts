/** How many jobs there are, for Harvester and for monitors (panda-protocol.md §3, §4). */
import { refusal, well } from '../answer.js'
import { method } from '../method.js'
import { optional, text, whole } from '../parameter.js'
import { StatusCode } from '../status-code.js'

const missing = 'only jobs that have not ended are counted, whatever the time window'

/** Whether jobs of a source label are of production or of analysis. */
function isOf(type: 'production' | 'analysis', label: string): boolean {
  return (type === 'analysis') === ['user', 'panda'].includes(label)
}

export const statisticsMethods = {
  activeJobsBySite: method({
    v1: 'GET statistics/active_job_stats_by_site',
    summary: 'Count active jobs by queue and state',
    usedBy: ['Harvester'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: async (_, { jobCounts }) => well(await jobCounts.of(['queue', 'state'])),
  }),

  activeJobsBySiteInDetail: method({
    v1: 'GET statistics/active_job_detailed_stats_by_site',
    summary: 'Count active jobs by queue, resource type, label and state',
    usedBy: ['Harvester'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: async (_, { jobCounts }) => well(await jobCounts.of(['queue', 'resourceType', 'label', 'state'])),
  }),

  jobsByCloud: method({
    v1: 'GET statistics/job_stats_by_cloud',
    summary: 'Count jobs of production or analysis by cloud and state; all queues are of one cloud',
    usedBy: ['monitors'],
    missing,
    may: 'anyone',
    takes: { type: optional(text('type', 20), 'production') },
    example: { type: 'analysis' },
    handle: async ({ given: { type } }, { jobCounts }) => {
      if (type !== 'production' && type !== 'analysis')
        return refusal('type is neither production nor analysis', StatusCode.failed, {})
      return well({ WORLD: await jobCounts.of(['state'], (label) => isOf(type, label)) })
    },
  }),

  jobsByCloudAndProcessingType: method({
    v1: 'GET statistics/production_job_stats_by_cloud_and_processing_type',
    summary: 'Count jobs of production by cloud, processing type and state; all queues are of one cloud',
    usedBy: ['monitors'],
    missing,
    may: 'anyone',
    takes: {},
    example: {},
    handle: async (_, { jobCounts }) => {
      const traits = ['processingType', 'state'] as const
      return well({ WORLD: await jobCounts.of(traits, (label) => isOf('production', label)) })
    },
  }),

  jobsBySiteAndResourceType: method({
    v1: 'GET statistics/job_stats_by_site_and_resource_type',
    summary: 'Count jobs by queue, resource type and state',
    usedBy: ['monitors'],
    missing,
    may: 'anyone',
    takes: { minutes: optional(whole('time_window', 1, 10_080)) },
    example: {},
    handle: async (_, { jobCounts }) => well(await jobCounts.of(['queue', 'resourceType', 'state'])),
  }),

  jobsBySiteShareAndResourceType: method({
    v1: 'GET statistics/job_stats_by_site_share_and_resource_type',
    summary: 'Count jobs by queue, share, resource type and state',
    usedBy: ['monitors'],
    missing,
    may: 'anyone',
    takes: { minutes: optional(whole('time_window', 1, 10_080)) },
    example: {},
    handle: async (_, { jobCounts }) => well(await jobCounts.of(['queue', 'share', 'resourceType', 'state'])),
  }),
} as const
