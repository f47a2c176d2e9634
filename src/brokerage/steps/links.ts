import type { Queue } from '../../model/grid.js'
import { BLOCKED_LINK } from '../../model/cost-matrix.js'
import type { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'
import type { Reason } from '../reason.js'

/**
 * Outputs can get from the queue's site to the nucleus (brokerage.md §B.2-3): the nucleus takes them, neither it nor the link
 * has too many on the way, the link is not blocked. Only a blocked link refuses for good. Sites that the network's tables do
 * not know pass.
 */
export const links: Step = {
  name: 'link_unusable',
  about: 'outputs can get from the site to the nucleus',
  lasting: false,
  judge(bunch, candidates, state) {
    const { nucleus } = bunch
    if (nucleus === NONE) return
    const { site, isInNetwork } = state.grid.columns
    const { linkQueueCapFiles } = state.constants
    const isClosed = isNucleusClosed(bunch, state)
    const isExpress = bunch.isExpress(state)
    for (let i = 0; i < candidates.count; i++) {
      const at = candidates.queue[i]
      if (site[at] === nucleus || isInNetwork[at] === 0) continue
      if (isClosed || state.statistics.filesBetween(site[at], nucleus, isExpress) >= linkQueueCapFiles) {
        candidates.setAside(i)
      }
      if (!isClosed && isBlocked(bunch, site[at], state)) candidates.refuse(i)
    }
  },
  because(bunch, candidates, position, state) {
    const { statistics, grid, constants } = state
    const { name, destination } = grid.sites[bunch.nucleus]
    if (!destination.writeWan) {
      const text = `${name} takes nothing over the network`
      return { tag: 'dest_blacklisted', text, change: `${name} took output again` }
    }
    const queued = statistics.filesToward(bunch.nucleus, bunch.isExpress(state))
    const cap = constants.nucleusQueueCapFiles
    if (queued < cap) return linkReason(bunch, grid.queues[candidates.queue[position]], state)
    return {
      tag: 'links_full',
      text: `${queued} files are on their way to ${name}, the cap is ${cap}`,
      change: `fewer than ${cap} files were on their way to ${name}`,
      observed: queued,
      limit: cap,
      unit: 'files',
      wants: 'below',
    }
  },
}

function linkReason(bunch: Bunch, { siteIndex }: Queue, state: State): Reason {
  const { grid, statistics, constants } = state
  const link = `the link from ${grid.sites[siteIndex].name} to ${grid.sites[bunch.nucleus].name}`
  if (isBlocked(bunch, siteIndex, state))
    return { text: `${link} is blocked`, change: `${link} were open`, isForGood: true }
  const files = statistics.filesBetween(siteIndex, bunch.nucleus, bunch.isExpress(state))
  const cap = constants.linkQueueCapFiles
  return {
    text: `${files} files wait on ${link}, the cap is ${cap}`,
    change: `fewer than ${cap} files waited on ${link}`,
    observed: files,
    limit: cap,
    unit: 'files',
    wants: 'below',
  }
}

function isNucleusClosed(bunch: Bunch, state: State): boolean {
  const { grid, statistics, constants } = state
  if (!grid.sites[bunch.nucleus].destination.writeWan) return true
  return statistics.filesToward(bunch.nucleus, bunch.isExpress(state)) >= constants.nucleusQueueCapFiles
}

function isBlocked({ nucleus }: Bunch, site: number, { grid }: State): boolean {
  return grid.costs.closeness[site * grid.sites.length + nucleus] === BLOCKED_LINK
}
