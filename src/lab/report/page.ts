import { createHash } from 'node:crypto'
import type { Study } from '../study.js'
import { renderFigure } from './figure.js'
import { html, Markup } from './html.js'
import { materialOf, type Material, type Section } from './material.js'
import { filters, opening } from './opening.js'
import { script } from './script.js'
import { sections } from './sections.js'
import { style } from './style.js'

/**
 * A study as one page of HTML that needs nothing else: no request, no clock, so that equal studies give equal pages.
 * The one script in it only answers to the reader, and the page forbids all others.
 */
export async function reportPage(study: Study): Promise<string> {
  const material = materialOf(study)
  const chapters: { section: Section; body: Markup }[] = []
  for (const section of sections) {
    const body = await renderSection(section, material)
    if (body) chapters.push({ section, body })
  }
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policyOfContent}" />
        <title>${study.spec.title}</title>
        <style>
          ${new Markup(style(material.policies.length))}
        </style>
      </head>
      <body>
        <a class="skip" href="#chapters">To the pictures</a>
        <main>
          <div class="opening">${opening(material)}</div>
          <div class="side">
            <nav aria-labelledby="contents">
              <h2 id="contents">On this page</h2>
              <ol>
                ${chapters.map(({ section: { id, short } }) => html`<li><a href="#${id}">${short}</a></li> `)}
              </ol>
            </nav>
            ${filters(material)}
          </div>
          <div id="chapters" tabindex="-1">${chapters.map(({ body }) => body)}</div>
        </main>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html>`
  return `${page.text}\n`
}

/** Only the script of this page may run, and nothing may be asked for. */
const policyOfContent = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
].join('; ')

async function renderSection({ id, heading, parts }: Section, material: Material): Promise<Markup | undefined> {
  const rendered: Markup[] = []
  for (const part of parts) {
    const made = part(material)
    if (made !== undefined) rendered.push(made instanceof Markup ? made : await renderFigure(made))
  }
  if (rendered.length === 0) return undefined
  return html`<section id="${id}">
    <h2>${heading}</h2>
    ${rendered}
  </section> `
}
