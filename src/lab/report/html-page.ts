import { createHash } from 'node:crypto'
import { html, Markup } from '../../page/html.js'
import { script } from './script.js'
import { style } from './style.js'

/** What a page is made of. */
export interface PageParts {
  readonly title: string
  /** How many policies have colours of their own. */
  readonly policies: number
  readonly opening: Markup
  /** What stands below the contents. */
  readonly side: Markup | undefined
  readonly chapters: readonly { readonly id: string; readonly short: string; readonly body: Markup }[]
}

/** A page of HTML that needs nothing else; the one script in it only answers to the reader, and the page forbids all others. */
export function htmlPage({ title, policies, opening, side, chapters }: PageParts): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policyOfContent}" />
        <title>${title}</title>
        <style>
          ${new Markup(style(policies))}
        </style>
      </head>
      <body>
        <a class="skip" href="#chapters">To the pictures</a>
        <main>
          <div class="opening">${opening}</div>
          <div class="side">
            <nav aria-labelledby="contents">
              <h2 id="contents">On this page</h2>
              <ol>
                ${chapters.map(({ id, short }) => html`<li><a href="#${id}">${short}</a></li> `)}
              </ol>
            </nav>
            ${side}
          </div>
          <div id="chapters" tabindex="-1">${chapters.map(({ body }) => body)}</div>
        </main>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html>`
  return `${page.text}\n`
}

/** Only the script of this page may run, and nothing may be asked for. */
export const policyOfContent = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
].join('; ')
