import type { Study } from '../study.js'
import { renderFigure } from './figure.js'
import { html, Markup } from '../../page/html.js'
import { htmlPage } from './html-page.js'
import { materialOf, type Material, type Section } from './material.js'
import { filters, opening } from './opening.js'
import { sections } from './sections.js'

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
  return htmlPage({
    title: study.spec.title,
    policies: material.policies.length,
    opening: opening(material),
    side: filters(material),
    chapters: chapters.map(({ section: { id, short }, body }) => ({ id, short, body })),
  })
}

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
