import type { KnownPilot, OrderDesk } from '../order-desk.js'
import type { PilotNews } from '../pilot-source.js'

/**
 * Pilots that have not begun and for which there is no job any more: those that were ordered last. One a pseudo-queue is left, which tells the
 * broker that the queue lives.
 * @param tooManySince since when each pseudo-queue has too many; it is brought up to date, in milliseconds
 * @param before those that have had too many since then, or longer, give them up
 */
export async function surplusPilots(
  desk: OrderDesk,
  news: PilotNews,
  tooManySince: Map<string, number>,
  before: number,
): Promise<KnownPilot[]> {
  const faces = new Map<string, KnownPilot[]>()
  for (const known of desk.pilots.values()) {
    const { queue, cores } = known.booked.order
    const face = `${queue} ${cores}`
    if (!faces.has(face)) faces.set(face, [])
    faces.get(face)!.push(known)
  }
  const chosen: KnownPilot[] = []
  for (const face of [...tooManySince.keys()]) if (!faces.has(face)) tooManySince.delete(face)
  for (const [face, pilots] of faces) {
    const idle = pilots.filter(({ pilot }) => canBeGivenUp(pilot))
    const tooMany = idle.length < 2 ? 0 : Math.min(idle.length - 1, await surplusOf(desk, news, pilots))
    if (tooMany < 1) {
      tooManySince.delete(face)
      continue
    }
    if (!tooManySince.has(face)) tooManySince.set(face, Date.now())
    if (tooManySince.get(face)! > before) continue
    // Those that are not submitted first, then the last ones.
    const waiting = ({ pilot: { state } }: KnownPilot): number => (state === 'waiting' ? 1 : 0)
    chosen.push(
      ...idle
        .reverse()
        .sort((one, other) => waiting(other) - waiting(one))
        .slice(0, tooMany),
    )
  }
  return chosen
}

function canBeGivenUp({ state, hasAsked, isUnwanted, revivals }: KnownPilot['pilot']): boolean {
  // One that is started again has a report to make.
  return !hasAsked && isUnwanted !== true && revivals === 0 && (state === 'waiting' || state === 'queued')
}

/** How many are too many beyond those that are being cancelled already, which the server does not know of. */
async function surplusOf(desk: OrderDesk, news: PilotNews, pilots: readonly KnownPilot[]): Promise<number> {
  const { queue, cores } = pilots[0].booked.order
  let untold = pilots.filter(({ pilot: { isUnwanted, hasAsked } }) => isUnwanted === true && !hasAsked).length
  for (const { order, losses } of desk.open)
    if (order.queue === queue && order.cores === cores) for (const loss of losses) untold += loss.pilots
  // A server that ends does not answer.
  const surplus = await news.surplus(queue, cores).catch(() => 0)
  return surplus - untold
}
