import type { Bytes, Seconds } from '../model/units.js'

/** Data that jobs brought to a site: cached copies of one dataset, deleted when space is needed. */
export interface Cached {
  readonly dataset: number
  readonly site: number
  bytes: Bytes
  lastUse: Seconds
  /** Those used before and after it; the ends of the row are joined. */
  before: Cached
  after: Cached
}

/** The cached copies at a site, the longest unused first: a ring of links, since a copy changes its place with each use. */
export class CachedCopies {
  private readonly byDataset = new Map<number, Cached>()
  /** Stands between the last and the first. */
  private readonly ends: Cached

  constructor(private readonly site: number) {
    this.ends = alone(-1, site)
  }

  get(dataset: number): Cached | undefined {
    return this.byDataset.get(dataset)
  }

  /** The copy that has not been used for longest; undefined when there is none. */
  first(): Cached | undefined {
    return this.ends.after === this.ends ? undefined : this.ends.after
  }

  /** A new copy, empty as yet. */
  add(dataset: number): Cached {
    const cached = alone(dataset, this.site)
    this.byDataset.set(dataset, cached)
    return cached
  }

  /** The copy has been used. */
  use(cached: Cached, now: Seconds): void {
    const { ends } = this
    cached.lastUse = now
    unlink(cached)
    cached.before = ends.before
    cached.after = ends
    ends.before.after = cached
    ends.before = cached
  }

  remove(cached: Cached): void {
    unlink(cached)
    this.byDataset.delete(cached.dataset)
  }

  /** Bytes of all copies, added up in their order. */
  bytes(): Bytes {
    let bytes = 0
    for (let cached = this.ends.after; cached !== this.ends; cached = cached.after) bytes += cached.bytes
    return bytes
  }
}

function alone(dataset: number, site: number): Cached {
  const cached = { dataset, site, bytes: 0, lastUse: 0 } as Cached
  cached.before = cached
  cached.after = cached
  return cached
}

function unlink({ before, after }: Cached): void {
  before.after = after
  after.before = before
}
