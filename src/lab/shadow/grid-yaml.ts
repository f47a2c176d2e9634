import { Document } from 'yaml'
import type { GridSpec } from '../../sim/grid-spec.js'

/** A configuration of `ailuro serve` for a grid whose sites have one open queue each, as those inferred from traces do. */
export function inferredGridYaml(grid: GridSpec): string {
  const sites = grid.sites.map(({ name, cores, corePower, queues }) => {
    return {
      name,
      cores,
      corePower,
      queues: queues.map((queue) => ({ name: queue.name, cores: queue.slots.map((slot) => slot.cores) })),
    }
  })
  const document = new Document({ name: grid.name, grid: { sites } })
  document.commentBefore = grid.assumptions.map((assumption) => ` ${assumption}`).join('\n')
  return document.toString({ lineWidth: 0 })
}
