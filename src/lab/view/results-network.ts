import type { LinkTold, NetworkTold } from '../../monitor/readings/data.js'
import type { Seconds } from '../../model/units.js'
import type { KeptRun } from './kept-run.js'
import { literal } from './state-at.js'

/** What was under way between sites, and what the grid says of the links. */
export async function resultsNetwork({ reader, world }: KeptRun, at: Seconds): Promise<NetworkTold> {
  const moving = await reader.rows<Pick<LinkTold, 'from' | 'to' | 'transfers' | 'bytes'>>(
    `SELECT "source"::VARCHAR AS "from", destination::VARCHAR AS "to", count(*) AS transfers, sum(bytes)::DOUBLE AS bytes FROM transfers
      WHERE orderedSeconds <= ${literal(at)} AND (endedSeconds IS NULL OR endedSeconds > ${literal(at)}) GROUP BY ALL`,
  )
  const links = new Map<string, LinkTold>()
  const plain = { bytesPerSecond: null, transfers: 0, bytes: 0, closeness: null, ageSeconds: null } as const
  for (const { from, to, bytesPerSecond = null, closeness = null } of world?.grid.network.links ?? [])
    links.set(`${from}\n${to}`, { ...plain, from, to, bytesPerSecond, closeness })
  const usual = world?.grid.network.bytesPerSecond ?? null
  for (const { from, to, transfers, bytes } of moving) {
    const known = links.get(`${from}\n${to}`)
    const bytesPerSecond = from === to ? null : (known?.bytesPerSecond ?? usual)
    links.set(`${from}\n${to}`, { ...plain, ...known, from, to, bytesPerSecond, transfers, bytes })
  }
  const all = [...links.values()]
  const sites =
    world?.grid.sites.map(({ name }) => name) ?? [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort()
  return { sites, links: all }
}
