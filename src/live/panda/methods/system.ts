/** Methods about the server itself. */
import { well } from '../answer.js'
import { method } from '../method.js'

export const systemMethods = {
  isAlive: method({
    classic: 'isAlive',
    v1: 'GET system/is_alive',
    summary: 'Tell that the server is alive',
    usedBy: ['Harvester', 'panda-client'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: () => well(null, 'alive=yes'),
  }),
} as const
