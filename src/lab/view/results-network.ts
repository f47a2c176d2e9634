import type { LinkTold, NetworkTold } from '../../monitor/readings/data.js'
import type { Seconds } from '../../model/units.js'
import type { KeptRun } from './kept-run.js'
import { literal } from './state-at.js'

/** Up to so many sites all links are told, with the rate of the grid where none was declared for them; of more those that were declared or used. */
const FEW_SITES = 30

/** What was under way between sites, and what the grid says of the links. */
export async function resultsNetwork({ reader, world }: KeptRun, at: Seconds): Promise<NetworkTold> {
  const moving = await reader.rows<Pick<LinkTold, 'from' | 'to' | 'transfers' | 'bytes'>>(
    `SELECT "source"::VARCHAR AS "from", destination::VARCHAR AS "to", count(*) AS transfers, sum(bytes)::DOUBLE AS bytes FROM transfers
      WHERE orderedSeconds <= ${literal(at)} AND (endedSeconds IS NULL OR endedSeconds > ${literal(at)}) GROUP BY ALL`,
  )
  const links = new Map<string, LinkTold>()
  const { network, sites: declared } = world?.grid ?? {}
  const usual = network?.bytesPerSecond ?? null
  const names = declared?.map(({ name }) => name) ?? []
  const plain = { bytesPerSecond: usual, transfers: 0, bytes: 0, closeness: null, ageSeconds: null } as const
  const few = names.length <= FEW_SITES ? names : []
  for (const from of few) for (const to of few) if (from !== to) links.set(`${from}\n${to}`, { ...plain, from, to })
  for (const { from, to, bytesPerSecond = usual, closeness = null } of network?.links ?? [])
    links.set(`${from}\n${to}`, { ...plain, from, to, bytesPerSecond, closeness })
  for (const { from, to, transfers, bytes } of moving) {
    const known = links.get(`${from}\n${to}`)
    const bytesPerSecond = from === to ? null : (known?.bytesPerSecond ?? usual)
    links.set(`${from}\n${to}`, { ...plain, ...known, from, to, bytesPerSecond, transfers, bytes })
  }
  const all = [...links.values()]
  const sites = declared === undefined ? [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort() : names
  return { sites, links: all }
}
