import { factoryNumbers, type FactoryPlugin, factoryPlugins } from './autopyfactory-plugins.js'
import type { DemandSettings, PilotDemandKind } from './pilot-demand-rule.js'

/**
 * AutoPyFactory's scheduler chain (brokerage.md §K.1): a number of pilots passes from plugin to plugin, each queue in its turn. A
 * pseudo-queue is what AutoPyFactory calls a queue: it knew one width of slots each. Pilots are not retired: a number below 0 is none.
 */
export const autopyfactory: PilotDemandKind = {
  name: 'autopyfactory',
  about: 'a number passes through a chain of plugins, ready, max-pending and the like, every two minutes',
  usual: {
    numbers: factoryNumbers,
    // ATLAS's own chain, and the limit of all pilots of a queue.
    chain: [
      ...['ready', 'scale', 'max-per-cycle', 'min-per-cycle', 'status-test', 'status-offline'],
      ...['max-pending', 'max-to-run'],
    ],
  },
  plugins: Object.keys(factoryPlugins),
  make: (settings, namedQueues) => ({
    name: 'autopyfactory',
    cycleSeconds: settings('').numbers['cycleSeconds'],
    namedQueues,
    newPilots: (queue, figures, tell) => {
      const { numbers, chain } = settings(queue.name) as DemandSettings<keyof typeof factoryNumbers>
      const everywhere = figures.everywhere()
      // What the pseudo-queues before it get counts as well for the limit of all.
      let asked = 0
      return queue.faces.map((face) => {
        const standing = {
          status: queue.status,
          activated: figures.activated(face.index),
          pending: figures.pending(face.index),
          running: figures.running(face.index),
          everywhere: everywhere + asked,
        }
        let pilots = 0
        for (const name of chain) {
          const plugin: FactoryPlugin = factoryPlugins[name]
          pilots = plugin(pilots, standing, numbers)
          tell(face, name, pilots)
        }
        const wanted = Math.max(0, pilots)
        asked += wanted
        return wanted
      })
    },
  }),
}
