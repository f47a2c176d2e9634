import type { Markup } from '../page/html.js'
import type { About } from './readings/about.js'
import type { Clock } from './clock.js'
import type { Asking, MonitorSource } from './source.js'

/** What a page is drawn from: what to read, who asks, and what stands in the address bar. */
export interface Look {
  readonly source: MonitorSource
  readonly about: About
  readonly asking: Asking
  /** Parts of the path by their names. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly clock: Clock
  /** The address of another page of the same world, run and moment. */
  link(path: string, query?: Readonly<Record<string, string | number | undefined>>): string
}

/** A page's own part: what stands between the heading and the foot. */
export interface Shown {
  readonly title: string
  readonly body: Markup
}

/** One kind of page. */
export interface PageKind {
  /** Below the root; `:name` stands for one part of the path. */
  readonly path: string
  /** Under what it stands in the navigation. */
  readonly place: string
  /** @returns undefined when there is no such thing, or it is not for the viewer */
  show(look: Look): Promise<Shown | undefined>
}
