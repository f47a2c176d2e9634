/** What the server is set up with. */
import { atlasResourceTypes } from '../../../model/resource-type.js'
import { well } from '../answer.js'
import { method } from '../method.js'

export const metaconfigMethods = {
  getResourceTypes: method({
    classic: 'getResourceTypes',
    v1: 'GET metaconfig/get_resource_types',
    summary: 'Tell the resource types, by cores and memory',
    usedBy: ['later pilots', 'Harvester'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: () => {
      const types = atlasResourceTypes.map(({ name, minCores, maxCores, minMBPerCore, maxMBPerCore }) => ({
        resource_name: name,
        mincore: minCores ?? null,
        maxcore: maxCores ?? null,
        minrampercore: minMBPerCore ?? null,
        maxrampercore: maxMBPerCore ?? null,
      }))
      return well(types, { ResourceTypes: types })
    },
  }),
} as const
