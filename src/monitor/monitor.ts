/** The monitor: addresses to pages, over what a live server or a results folder has to read. */
import type { Seconds } from '../model/units.js'
import { html } from '../page/html.js'
import { Clock } from './clock.js'
import { browserScript } from './browser-script.js'
import { frame } from './frame.js'
import { listFile, listFileAt } from './files/list-file.js'
import type { Look, PageKind, Shown } from './look.js'
import { pageKinds } from './pages/index.js'
import type { Viewer } from './readings/about.js'
import { NotTold } from './readings/not-told.js'
import { runLinks } from './run-links.js'
import type { MonitorSource } from './source.js'
import { style } from './style.js'

/** What is asked for. */
export interface PageRequest {
  /** Below the root, decoded by nobody yet. */
  readonly path: string
  readonly query: URLSearchParams
  readonly viewer: Viewer
}

export interface PageAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export interface MonitorSettings {
  /** Where the pages lie, without a slash at its end; empty: at the top. */
  readonly root: string
  /** What to read; with several `run` in the address says which one, and `beside` which other one stands beside it. */
  readonly sources: readonly MonitorSource[]
  readonly signing?: { readonly path: string; readonly words: string } | undefined
}

const HTML = 'text/html; charset=utf-8'
/** What a page may do: show itself, with the style and the script of this server, and ask it anew. */
const contentPolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'"
/** Heads of every answer. */
export const pageHeaders = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Answers for all pages. */
export class Monitor {
  constructor(private readonly settings: MonitorSettings) {}

  async answer(request: PageRequest): Promise<PageAnswer> {
    const { path } = request
    const fixed = { ...pageHeaders, 'cache-control': 'max-age=300' }
    if (path === '/monitor.css') return { status: 200, type: 'text/css; charset=utf-8', body: style, headers: fixed }
    if (path === '/monitor.js')
      return { status: 200, type: 'text/javascript; charset=utf-8', body: browserScript(), headers: fixed }
    const file = listFileAt(path)
    if (file !== undefined) return this.file(request, file)
    const found = kindOf(path)
    return found === undefined ? this.missing(request) : this.page(request, found.kind, found.params)
  }

  private async file(request: PageRequest, file: NonNullable<ReturnType<typeof listFileAt>>): Promise<PageAnswer> {
    const { name, form, list } = file
    const body = await listFile(list, form, await this.look(request, 'run', {}))
    if (body instanceof NotTold) return noFile(body)
    return {
      status: 200,
      type: form === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      body,
      headers: { ...pageHeaders, 'content-disposition': `attachment; filename="${name}"` },
    }
  }

  private async page(request: PageRequest, kind: PageKind, params: Look['params']): Promise<PageAnswer> {
    const look = await this.look(request, 'run', params)
    const isBeside = request.query.has('beside') && this.settings.sources.length > 1
    // Two runs are compared at one moment, though each would open at another.
    const looks = [look, ...(isBeside ? [await this.look(request, 'beside', params, look.asking.at)] : [])]
    const sides = await Promise.all(looks.map(async (one) => ({ look: one, shown: await kind.show(one) })))
    const told = sides.map(({ look, shown }) => ({ look, shown: shown ?? nothing(look, request.path) }))
    return this.framed(request, kind, told, sides.some(({ shown }) => shown !== undefined) ? 200 : 404)
  }

  private async missing(request: PageRequest): Promise<PageAnswer> {
    const look = await this.look(request, 'run', {})
    const [kind] = pageKinds
    return this.framed(request, { ...kind, place: '' }, [{ look, shown: nothing(look, request.path) }], 404)
  }

  private async framed(
    { viewer, path, query }: PageRequest,
    kind: PageKind,
    sides: readonly { look: Look; shown: Shown }[],
    status: number,
  ): Promise<PageAnswer> {
    const { root, signing, sources } = this.settings
    const abouts = await Promise.all(sources.map((source) => source.about()))
    const titles = abouts.map(({ title }) => title)
    const runs = runLinks(`${root}${path}`, query, titles)
    const places = pageKinds.filter(({ path }) => !path.includes(':'))
    const body = frame({ root, sides, kind, places, runs, viewer, signing })
    return { status, type: HTML, body, headers: pageHeaders }
  }

  /**
   * @param runName the word of the address that says which source is read
   * @param usualAt the moment where the address names none; undefined: that at which the source opens
   */
  private async look(
    { query, viewer }: PageRequest,
    runName: string,
    params: Look['params'],
    usualAt?: Seconds,
  ): Promise<Look> {
    const { root, sources } = this.settings
    const source = sources[Number(query.get(runName) ?? 0)] ?? sources[0]
    const about = await source.about()
    const wanted = Number(query.get('at') ?? usualAt ?? NaN)
    const at =
      about.hasPast && Number.isFinite(wanted) ? Math.min(about.now, Math.max(about.from, wanted)) : about.opensAt
    const kept = ['run', 'beside', 'at'].flatMap((name) => (query.has(name) ? [[name, query.get(name)!] as const] : []))
    const link: Look['link'] = (path, more = {}) => {
      const given = Object.entries(more).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as const],
      )
      const words = new URLSearchParams(Object.fromEntries([...kept, ...given])).toString()
      return `${root}${path}${words === '' ? '' : `?${words}`}`
    }
    return { source, about, asking: { viewer, at }, params, query, clock: new Clock(about, at), link }
  }
}

/** The kind of page at a path, and the parts of the path that it names. */
function kindOf(path: string): { kind: PageKind; params: Record<string, string> } | undefined {
  const parts = path.split('/')
  for (const kind of pageKinds) {
    const params = matched(kind.path.split('/'), parts)
    if (params !== undefined) return { kind, params }
  }
  return undefined
}

function matched(wanted: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (wanted.length !== parts.length) return undefined
  const params = new Map<string, string>()
  for (const [index, want] of wanted.entries()) {
    if (want.startsWith(':')) params.set(want.slice(1), decoded(parts[index]))
    else if (want !== parts[index]) return undefined
  }
  return Object.fromEntries(params)
}

/** A part of a path as words; one that is badly written stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A list that is not there, or will be in so many seconds. */
function noFile({ text, coming }: NotTold): PageAnswer {
  const again = coming && { 'retry-after': String(Math.max(1, Math.ceil(coming.secondsLeft))) }
  return {
    status: coming === undefined ? 404 : 503,
    type: 'text/plain; charset=utf-8',
    body: `${text}\n`,
    headers: { ...pageHeaders, ...again },
  }
}

function nothing({ about, asking, clock, link }: Look, path: string): Shown {
  const later = html`<p>
    This is the run as it was at ${clock.words(asking.at)}: what came later is
    <a href="${link(path, { at: Math.ceil(about.now) })}">there at its end</a>.
  </p>`
  return {
    title: 'Nothing here',
    body: html`<p>There is nothing at <code>${path}</code>, or it is not for you to see.</p>
      ${about.hasPast ? later : undefined}`,
  }
}
