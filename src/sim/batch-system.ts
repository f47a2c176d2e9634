import type { Grid } from '../model/grid.js'
import { NONE, type Seconds } from '../model/units.js'

/** How the batch systems of sites behave; all of them alike, but for the caps of queues. */
export interface BatchSpec {
  /** Mean time from a pilot's submission until it stands in line, at an idle site. */
  readonly queueDelaySeconds: Seconds
  /** The longest such mean, at a full site. */
  readonly longestQueueDelaySeconds: Seconds
  /** Whether a slot ends when a pilot has held it for the queue's maximum wall time. */
  readonly wallTimeLimits: boolean
  /** Part of the runs ended by that limit of which the pilot cannot report anything. */
  readonly silentKills: number
  /** Whether pilots that fit may pass wider ones which do not. */
  readonly backfill: boolean
  /** The most cores that pilots of a queue may hold at one time. */
  readonly caps: readonly { readonly queue: string; readonly cores: number }[]
}

/** Batch systems that start pilots at once, in order, and let them run as long as they like. */
export const plainBatch: BatchSpec = {
  queueDelaySeconds: 0,
  longestQueueDelaySeconds: 3_600,
  wallTimeLimits: false,
  silentKills: 0,
  backfill: false,
  caps: [],
}

/** Pilots of one pseudo-queue that came one after another. */
interface InLine {
  /** Place in the line of the site. */
  readonly place: number
  pilots: number
}

/** Entries that were served are cut off when there are more than so many. */
const SERVED_KEPT = 64

/**
 * The batch systems of all sites: cores that are free, and pilots in line for them, first come first served. A wide
 * pilot at the head keeps the ones behind it waiting, so that it gets its cores in the end; with backfill it may
 * starve. Pilots of a queue that has all the cores it may have do not stand in the way of others.
 */
export class BatchSystems {
  readonly free: Int32Array
  private readonly cores: Int32Array
  private readonly facesOfSite: readonly (readonly number[])[]
  private readonly coresOfFace: Int32Array
  private readonly lines: InLine[][]
  private readonly heads: Int32Array
  /** Place in line of each pseudo-queue's first pilot; Infinity when none waits. */
  private readonly firstPlaces: Float64Array
  /** The pseudo-queue that came last, and the places given, at each site. */
  private readonly lastFaces: Int32Array
  private readonly places: Float64Array
  /** Cores that pilots of a queue may hold still; undefined: no queue has a cap. */
  private readonly room: Float64Array | undefined

  /** @param cores of each site of the grid */
  constructor(
    private readonly grid: Grid,
    cores: readonly number[],
    private readonly spec: BatchSpec,
  ) {
    this.free = Int32Array.from(cores)
    this.cores = Int32Array.from(cores)
    this.facesOfSite = grid.sites.map(({ index }) =>
      faceNumbers(grid).filter((face) => grid.siteOfFace[face] === index),
    )
    this.coresOfFace = Int32Array.from(grid.faces, (face) => face.cores)
    this.lines = grid.faces.map(() => [])
    this.heads = new Int32Array(grid.faces.length)
    this.firstPlaces = new Float64Array(grid.faces.length).fill(Infinity)
    this.lastFaces = new Int32Array(grid.sites.length).fill(NONE)
    this.places = new Float64Array(grid.sites.length)
    this.room = roomOf(grid, spec)
  }

  /** Mean time from submission to standing in line, now: that of an idle site over the share of free cores, capped. */
  queueDelay(site: number): Seconds {
    const { queueDelaySeconds, longestQueueDelaySeconds } = this.spec
    const delay = (queueDelaySeconds * this.cores[site]) / Math.max(1, this.free[site])
    return queueDelaySeconds === 0 ? 0 : Math.min(delay, Math.max(queueDelaySeconds, longestQueueDelaySeconds))
  }

  /** More pilots stand in line. */
  submit(face: number, pilots: number): void {
    const site = this.grid.siteOfFace[face]
    const line = this.lines[face]
    const isWaiting = this.firstPlaces[face] < Infinity
    if (isWaiting && this.lastFaces[site] === face) {
      line[line.length - 1].pilots += pilots
      return
    }
    const place = this.places[site]++
    line.push({ place, pilots })
    this.lastFaces[site] = face
    if (!isWaiting) this.firstPlaces[face] = place
  }

  /** The pilot that comes next at the site takes its cores; returns its pseudo-queue, NONE when none can start. */
  startNext(site: number): number {
    const face = this.next(site)
    if (face === NONE) return NONE
    this.free[site] -= this.coresOfFace[face]
    if (this.room !== undefined) this.room[this.grid.queueOfFace[face]] -= this.coresOfFace[face]
    const line = this.lines[face]
    if (--line[this.heads[face]].pilots > 0) return face
    const head = ++this.heads[face]
    this.firstPlaces[face] = head < line.length ? line[head].place : Infinity
    if (head > SERVED_KEPT && head * 2 > line.length) {
      line.splice(0, head)
      this.heads[face] = 0
    }
    return face
  }

  /** A pilot gives its cores back. */
  release(face: number): void {
    this.free[this.grid.siteOfFace[face]] += this.coresOfFace[face]
    if (this.room !== undefined) this.room[this.grid.queueOfFace[face]] += this.coresOfFace[face]
  }

  /** Cores that no pilot holds, at all sites. */
  freeCores(): number {
    return this.free.reduce((sum, cores) => sum + cores, 0)
  }

  /** Cores of a site, and pilots that stand in line for them. */
  coresAt(site: number): number {
    return this.cores[site]
  }

  inLineAt(site: number): number {
    return this.facesOfSite[site].reduce((pilots, face) => pilots + this.inLine(face), 0)
  }

  private inLine(face: number): number {
    return this.lines[face].slice(this.heads[face]).reduce((sum, { pilots }) => sum + pilots, 0)
  }

  private next(site: number): number {
    const free = this.free[site]
    if (free === 0) return NONE
    let best = NONE
    let bestPlace = Infinity
    for (const face of this.facesOfSite[site]) {
      if (this.firstPlaces[face] >= bestPlace || !this.hasRoom(face)) continue
      if (this.spec.backfill && this.coresOfFace[face] > free) continue
      best = face
      bestPlace = this.firstPlaces[face]
    }
    return best !== NONE && this.coresOfFace[best] <= free ? best : NONE
  }

  private hasRoom(face: number): boolean {
    return this.room === undefined || this.room[this.grid.queueOfFace[face]] >= this.coresOfFace[face]
  }
}

function faceNumbers({ faces }: Grid): number[] {
  return faces.map(({ index }) => index)
}

function roomOf(grid: Grid, { caps }: BatchSpec): Float64Array | undefined {
  if (caps.length === 0) return undefined
  const room = new Float64Array(grid.queues.length).fill(Infinity)
  for (const { queue, cores } of caps) {
    const found = grid.queue(queue)
    if (found !== undefined) room[found.index] = cores
  }
  return room
}
