import type { GridSpec } from './grid-spec.js'

/** Pilots of one pseudo-queue that stand in line together. */
interface InLine {
  face: number
  pilots: number
}

/**
 * The batch systems of all sites: cores that are free, and pilots in line for them, first come first served. A wide
 * pilot at the head keeps the ones behind it waiting, so that it gets its cores in the end.
 */
export class BatchSystems {
  readonly free: Int32Array
  private readonly lines: InLine[][]
  private readonly heads: Int32Array

  constructor(spec: GridSpec) {
    this.free = Int32Array.from(spec.sites, ({ cores }) => cores)
    this.lines = spec.sites.map(() => [])
    this.heads = new Int32Array(spec.sites.length)
  }

  /** More pilots stand in line. */
  submit(site: number, face: number, pilots: number): void {
    const line = this.lines[site]
    const last = line.length > this.heads[site] ? line[line.length - 1] : undefined
    if (last !== undefined && last.face === face) last.pilots += pilots
    else line.push({ face, pilots })
  }

  /** Pseudo-queue of the pilot at the head of the line, -1 when nobody waits. */
  headFace(site: number): number {
    const line = this.lines[site]
    return this.heads[site] < line.length ? line[this.heads[site]].face : -1
  }

  /** The pilot at the head takes its cores. */
  startHead(site: number, cores: number): void {
    const line = this.lines[site]
    this.free[site] -= cores
    if (--line[this.heads[site]].pilots > 0) return
    // Served entries are cut off now and then, not one by one.
    if (++this.heads[site] > 64 && this.heads[site] * 2 > line.length) {
      line.splice(0, this.heads[site])
      this.heads[site] = 0
    }
  }

  /** A pilot gives its cores back. */
  release(site: number, cores: number): void {
    this.free[site] += cores
  }

  /** Cores that no pilot holds, at all sites. */
  freeCores(): number {
    return this.free.reduce((sum, cores) => sum + cores, 0)
  }
}
