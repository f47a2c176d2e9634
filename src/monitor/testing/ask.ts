import { Monitor, type PageAnswer } from '../monitor.js'
import type { MonitorSource } from '../source.js'
import { StageSource, stageViewer } from './stage-source.js'

/** The root of the pages in tests. */
export const ROOT = '/monitor'

/** The answer at an address below the root, with its words behind it. */
export function ask(address: string, ...sources: readonly MonitorSource[]): Promise<PageAnswer> {
  const { pathname, searchParams } = new URL(address, 'http://monitor.test')
  const monitor = new Monitor({ root: ROOT, sources: sources.length === 0 ? [new StageSource()] : sources })
  return monitor.answer({ path: pathname, query: searchParams, viewer: stageViewer })
}

/** Addresses below the root that a page links to or asks for, as they stand in it. */
export function linksOf(body: string): string[] {
  const asking = body.replace(/<form[^>]*method="post"[^>]*>/g, '')
  const found = [...asking.matchAll(/(?:href|action)="([^"#]+)/g)].map(([, address]) => unescaped(address))
  return [...new Set(found)].filter((address) => address.startsWith(`${ROOT}/`)).map((one) => one.slice(ROOT.length))
}

/** What a page says, without its marks. */
export function wordsOf(body: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? body
  return unescaped(main.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

function unescaped(text: string): string {
  const marks: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (mark) => marks[mark])
}
