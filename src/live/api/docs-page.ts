/** The API as a page to read: plain HTML that asks for nothing else. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { escapeHtml } from '../../page/html.js'
import type { Route } from './route.js'
import { API_ROOT, placeOfRoute } from './route-place.js'
import { themes } from './routes/index.js'

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}
a{color:#0a58a6}
h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{font:600 1rem ui-monospace,monospace;margin:1.5rem 0 .25rem}
pre{background:#f4f4f2;padding:.5rem .75rem;overflow:auto}p{margin:.25rem 0}.who{color:#555}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}a{color:#8ab8ff}pre{background:#262626}.who{color:#aaa}}`

/** What the page may do: show itself in its own style. */
export const pagePolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
  `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

export function docsPage(): string {
  const parts = Object.entries(themes).map(
    ([theme, table]) =>
      `<h2 id="${theme}">${capital(theme)}</h2>\n` +
      Object.entries(table)
        .map(([name, route]) => partOf(name, route as unknown as Route))
        .join('\n'),
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>ailuro: the API</title><style>${style}</style></head><body>
<h1>ailuro: the API</h1>
<p>Send the header <code>Authorization: Bearer ailuro_…</code>. Bodies and answers are JSON; refusals are
<code>application/problem+json</code> and say where something is amiss, what was found and what is allowed. The same in
the form of OpenAPI: <a href="${API_ROOT}/openapi.json">openapi.json</a>.</p>
<p>${Object.keys(themes)
    .map((theme) => `<a href="#${theme}">${capital(theme)}</a>`)
    .join(' · ')}</p>
${parts.join('\n')}
</body></html>
`
}

function partOf(name: string, route: Route): string {
  const { method, path } = placeOfRoute(name)
  const { summary, detail = '', may, query, body, example } = route
  const who = may === 'anyone' ? 'anyone' : [...new Set([...may, 'admin'])].join(', ')
  const asked = Object.keys(query.shape)
  const given = body instanceof z.ZodObject ? Object.keys(body.shape) : []
  return [
    `<h3>${method} ${escapeHtml(path)}</h3>`,
    `<p>${prose(`${summary}. ${detail}`)}</p>`,
    `<p class="who">For: ${who}.${listed(' Query', asked)}${listed(' Body', given)}</p>`,
    example.body === undefined ? '' : `<pre>${escapeHtml(bodyText(example.body))}</pre>`,
  ].join('\n')
}

function listed(title: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${title}: ${escapeHtml(names.join(', '))}.`
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2)
}

function capital(word: string): string {
  return word[0].toUpperCase() + word.slice(1)
}

/** Words that stand between backticks are words of the API. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}
